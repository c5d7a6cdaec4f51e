namespace MyIkev2.Engine.Policy;

/// <summary>The RADIUS servers that peers are authenticated by, and what they are told. Immutable, compared by value; text forms never show a secret.</summary>
public sealed record RadiusPolicy
{
    /// <summary>Never empty.</summary>
    public required ValueList<RadiusServerPolicy> Servers { get; init; }

    /// <summary>NAS-Identifier; empty = the host's name.</summary>
    public string NasIdentifier { get; init; } = string.Empty;

    /// <summary>How long the first transmission waits for an answer; each further one <see cref="RetransmitBase"/> times longer.</summary>
    public TimeSpan RetransmitTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public double RetransmitBase { get; init; } = 1.4;

    /// <summary>Transmissions in all before the next server is asked.</summary>
    public int RetransmitTries { get; init; } = 4;

    /// <summary>How long a server that did not answer is asked last.</summary>
    public TimeSpan DeadTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tell the servers of tunnels whose peers they have authenticated (RFC 2866).</summary>
    public bool Accounting { get; init; }

    /// <summary>Time between interim updates; zero = what the server says in Acct-Interim-Interval.</summary>
    public TimeSpan InterimInterval { get; init; }

    /// <summary>Give the server's Class attributes back in accounting.</summary>
    public bool SendClass { get; init; } = true;

    /// <summary>A short Class is the name of a group of the peer's.</summary>
    public bool ClassGroup { get; init; }

    /// <summary>Filter-Id of an ESP tunnel is the name of a group of the peer's.</summary>
    public bool FilterIdGroup { get; init; }

    /// <summary>Whose vendor attributes carry <c>name=value</c> pairs; 0 = nobody's.</summary>
    public uint VendorId { get; init; }

    /// <summary>The type of these attributes.</summary>
    public byte VendorType { get; init; } = 1;

    /// <summary>User-Password of requests for a preshared key; empty = the identity.</summary>
    public ValueList<byte> KeyPassword { get; init; } = [];

    /// <summary>Null = nobody may change a session.</summary>
    public DynamicAuthorizationPolicy? DynamicAuthorization { get; init; }

    public override string ToString() => $"radius ({Servers.Count} servers)";
}

/// <summary>One RADIUS server.</summary>
/// <param name="Name">Configured name.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Secret">What both sides know.</param>
public sealed record RadiusServerPolicy(string Name, IpAddress Address, ValueList<byte> Secret)
{
    public ushort AuthenticationPort { get; init; } = 1812;

    public ushort AccountingPort { get; init; } = 1813;

    /// <summary>Servers with a higher one are asked first; those with equal ones in configured order.</summary>
    public int Preference { get; init; }

    public override string ToString() => $"radius server {Name}";
}

/// <summary>Who may end and change sessions (RFC 5176).</summary>
/// <param name="Address">Where requests are taken; unspecified = on every address of the host.</param>
/// <param name="Port">The UDP port.</param>
/// <param name="Secret">What both sides know.</param>
/// <param name="Clients">Who may ask; none = the servers.</param>
public sealed record DynamicAuthorizationPolicy(IpAddress Address, ushort Port, ValueList<byte> Secret, ValueList<IpAddress> Clients)
{
    public override string ToString() => $"radius dynamic-authorization (port {Port})";
}
