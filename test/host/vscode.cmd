@node "%~dp0vscode" %*
