"""The command line. `main` knows the commands; each module runs some of them; `home` prepares what a database needs."""
