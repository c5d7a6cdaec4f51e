using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>Settings of a client.</summary>
public sealed record NmsecClientOptions
{
    /// <summary>Where a server listens unless told otherwise.</summary>
    public static string DefaultSocketPath => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "MyIkev2", "ipsecmgmt.sock")
        : "/var/sock/ipsecmgmt";

    /// <summary>The dialect to speak.</summary>
    public NmsecDialect Dialect { get; init; } = NmsecDialect.Design1;

    /// <summary>The largest record taken from a server, in bytes.</summary>
    public int MaximumRecordLength { get; init; } = 16 * 1024 * 1024;
}
