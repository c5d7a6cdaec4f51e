using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Testing.Esp;

/// <summary>Installations of Child SAs as a negotiation would make them, with keys from a seed. Change them further by <c>with</c>.</summary>
public static class EspInstallations
{
    public const uint SpiIn = 0xC0000001;
    public const uint SpiOut = 0xC0000002;

    public static NetworkPath Ipv4Path { get; } = Path("192.0.2.1", "198.51.100.1");

    public static NetworkPath Ipv6Path { get; } = Path("2001:db8:1::1", "2001:db8:2::1");

    /// <summary>Any packet of IPv4 or IPv6.</summary>
    public static IReadOnlyList<TrafficSelector> Everything { get; } =
        [TrafficSelector.Subnet(IpAddress.Parse("0.0.0.0"), 0), TrafficSelector.Subnet(IpAddress.Parse("::"), 0)];

    /// <summary>A pair of ESP SAs in tunnel mode over IPv4.</summary>
    /// <param name="cipher">Name of an AEAD or, with <paramref name="integrity"/>, of a cipher in the algorithm catalog.</param>
    /// <param name="integrity">Name of an integrity algorithm, or null.</param>
    /// <param name="seed">Seed of the keys.</param>
    public static ChildSaInstallation Create(string cipher = "aes128-gcm-128", string? integrity = null, ulong seed = 1)
    {
        var encryption = Row(integrity is null ? AlgorithmClass.Aead : AlgorithmClass.Encryption, cipher);
        var mac = integrity is null ? null : Row(AlgorithmClass.Integrity, integrity);
        var random = new SeededRandom(seed);
        return new ChildSaInstallation
        {
            UniqueId = 1,
            RequestId = 1,
            VpnName = "esp",
            Protocol = IpsecProtocol.Esp,
            Mode = IpsecMode.Tunnel,
            SpiIn = SpiIn,
            SpiOut = SpiOut,
            Encryption = (EncryptionId)encryption.Id,
            EncryptionKeyBits = encryption.KeyBits,
            Integrity = (IntegrityId)(mac?.Id ?? 0),
            EncryptionKeyIn = Key(random, encryption.KeyLength),
            EncryptionKeyOut = Key(random, encryption.KeyLength),
            IntegrityKeyIn = Key(random, mac?.KeyLength ?? 0),
            IntegrityKeyOut = Key(random, mac?.KeyLength ?? 0),
            ExtendedSequenceNumbers = false,
            ReplayWindow = 64,
            Path = Ipv4Path,
            UdpEncapsulation = false,
            LocalSelectors = Everything,
            RemoteSelectors = Everything,
            Policy = new ChildPolicy { Name = "esp" },
            Counters = new IpsecTunnelCounters(),
        };
    }

    /// <summary>The same pair as the peer sees it.</summary>
    public static ChildSaInstallation Mirror(this ChildSaInstallation installation) => installation with
    {
        SpiIn = installation.SpiOut,
        SpiOut = installation.SpiIn,
        EncryptionKeyIn = installation.EncryptionKeyOut,
        EncryptionKeyOut = installation.EncryptionKeyIn,
        IntegrityKeyIn = installation.IntegrityKeyOut,
        IntegrityKeyOut = installation.IntegrityKeyIn,
        LocalSelectors = installation.RemoteSelectors,
        RemoteSelectors = installation.LocalSelectors,
        Path = installation.Path.Mirror(),
    };

    public static NetworkPath Mirror(this NetworkPath path) => path with { Local = path.Remote, Remote = path.Local };

    public static NetworkPath Path(string local, string remote) =>
        new(new IpEndpoint(IpAddress.Parse(local), 4500), new IpEndpoint(IpAddress.Parse(remote), 4500), HasNonEspMarker: true);

    private static Algorithm Row(AlgorithmClass algorithmClass, string name) => AlgorithmCatalog.TryFind(algorithmClass, name, out var row)
        ? row
        : throw new ArgumentException($"the catalog has no {algorithmClass} '{name}'", nameof(name));

    private static KeyMaterial Key(SeededRandom random, int length) => KeyMaterial.Copy(random.NextBytes(length));
}
