using System.Runtime.Versioning;

// Network namespaces are Linux's own; elsewhere every test here is skipped with that reason.
[assembly: SupportedOSPlatform("linux")]
