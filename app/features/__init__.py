"""What people do: one package per capability, each with its tables, reads, writes and permissions."""
