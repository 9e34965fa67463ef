"""The words that an archive has, and which of them are forms of one."""
