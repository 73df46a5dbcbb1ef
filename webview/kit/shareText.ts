/** `4.1 %`: shares of a bin are small, so a decimal below ten. */
export function shareText(share: number): string {
  if (share === 0) return '0 %';
  const percent = share * 100;
  return percent < 0.05 ? '< 0.1 %' : `${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}
