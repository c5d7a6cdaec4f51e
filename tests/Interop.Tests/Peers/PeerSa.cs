using System.Globalization;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>An IKE SA as strongSwan shows it.</summary>
internal sealed record PeerIkeSa(string Name, ViciSection Values)
{
    public int UniqueId => int.Parse(Values["uniqueid"]!, CultureInfo.InvariantCulture);

    public string State => Values["state"]!;

    public bool IsEstablished => State == "ESTABLISHED";

    public bool IsInitiator => Values["initiator"] == "yes";

    /// <summary>Sixteen lower-case hexadecimal digits.</summary>
    public string InitiatorSpi => Values["initiator-spi"]!;

    public string ResponderSpi => Values["responder-spi"]!;

    public string RemoteHost => Values["remote-host"]!;

    public int RemotePort => int.Parse(Values["remote-port"] ?? "0", CultureInfo.InvariantCulture);

    public int LocalPort => int.Parse(Values["local-port"] ?? "0", CultureInfo.InvariantCulture);

    public string LocalId => Values["local-id"]!;

    public string RemoteId => Values["remote-id"]!;

    public bool SeesRemoteNat => Values["nat-remote"] == "yes";

    public bool SeesLocalNat => Values["nat-local"] == "yes";

    /// <summary>The chosen algorithms, as strongSwan names them, joined by slashes.</summary>
    public string Algorithms => string.Join('/', new[]
    {
        WithKeySize(Values["encr-alg"], Values["encr-keysize"]),
        Values["integ-alg"],
        Values["prf-alg"],
        Values["dh-group"],
    }.Where(name => name is not null));

    public IReadOnlyList<PeerChildSa> Children =>
        [.. Values.Section("child-sas")?.Sections.Select(child => new PeerChildSa(child.Value)) ?? []];

    public IEnumerable<PeerChildSa> InstalledChildren => Children.Where(child => child.State == "INSTALLED");

    internal static string? WithKeySize(string? algorithm, string? bits) => bits is null ? algorithm : $"{algorithm}-{bits}";
}

/// <summary>A Child SA as strongSwan shows it.</summary>
internal sealed record PeerChildSa(ViciSection Values)
{
    public string Name => Values["name"]!;

    public int UniqueId => int.Parse(Values["uniqueid"]!, CultureInfo.InvariantCulture);

    public string State => Values["state"]!;

    public string Mode => Values["mode"]!;

    public string SpiIn => Values["spi-in"]!;

    public string SpiOut => Values["spi-out"]!;

    public bool IsUdpEncapsulated => Values["encap"] == "yes";

    public bool HasExtendedSequenceNumbers => Values["esn"] == "1";

    public string Algorithms => string.Join('/', new[]
    {
        PeerIkeSa.WithKeySize(Values["encr-alg"], Values["encr-keysize"]),
        Values["integ-alg"],
        Values["dh-group"],
    }.Where(name => name is not null));

    public long OctetsIn => Number("bytes-in");

    public long OctetsOut => Number("bytes-out");

    public long PacketsIn => Number("packets-in");

    public long PacketsOut => Number("packets-out");

    public IReadOnlyList<string> LocalSelectors => Values.List("local-ts");

    public IReadOnlyList<string> RemoteSelectors => Values.List("remote-ts");

    private long Number(string name) => long.Parse(Values[name] ?? "0", CultureInfo.InvariantCulture);
}
