using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Testing;

/// <summary>One manual tunnel between A and B, described once and built for either side. Defaults: ESP, tunnel mode, AES-256-CBC, HMAC-SHA2-256-128.</summary>
public sealed class SimManualTunnel
{
    public string Name { get; set; } = "manual";

    public uint Number { get; set; } = 1;

    public bool StartsActive { get; set; } = true;

    public IpsecProtocol Protocol { get; set; } = IpsecProtocol.Esp;

    public IpsecMode Mode { get; set; } = IpsecMode.Tunnel;

    /// <summary>SPI of packets to A.</summary>
    public uint SpiOfA { get; set; } = 0x1000;

    /// <summary>SPI of packets to B.</summary>
    public uint SpiOfB { get; set; } = 0x2000;

    public EncryptionChoice Encryption { get; set; } = new(EncryptionId.AesCbc, 256);

    public int EncryptionKeyLength { get; set; } = 32;

    /// <summary>First octet of all keys.</summary>
    public byte Seed { get; set; } = 1;

    public int Priority { get; set; }

    public ConfiguredSelector? NetOfA { get; set; } = new(IpAddress.Parse("10.1.1.0"), 24);

    public ConfiguredSelector? NetOfB { get; set; } = new(IpAddress.Parse("10.2.1.0"), 24);

    public ManualTunnelPolicy Build(bool forA, IpAddress own, IpAddress other) => new()
    {
        Name = Name,
        Number = Number,
        VpnAction = "Gold",
        StartsActive = StartsActive,
        Protocol = Protocol,
        Mode = Mode,
        LocalAddress = own,
        RemoteAddress = other,
        SpiIn = forA ? SpiOfA : SpiOfB,
        SpiOut = forA ? SpiOfB : SpiOfA,
        Encryption = Protocol == IpsecProtocol.Ah ? default : Encryption,
        Integrity = IntegrityId.HmacSha256_128,
        EncryptionKeyIn = Key(forA ? 0 : 1, Protocol == IpsecProtocol.Ah ? 0 : EncryptionKeyLength),
        EncryptionKeyOut = Key(forA ? 1 : 0, Protocol == IpsecProtocol.Ah ? 0 : EncryptionKeyLength),
        IntegrityKeyIn = Key(forA ? 2 : 3, 32),
        IntegrityKeyOut = Key(forA ? 3 : 2, 32),
        LocalSelectors = [(forA ? NetOfA : NetOfB) ?? ConfiguredSelector.Dynamic],
        RemoteSelectors = [(forA ? NetOfB : NetOfA) ?? ConfiguredSelector.Dynamic],
        Priority = Priority,
    };

    /// <summary>Configures both sides with these tunnels and nothing else.</summary>
    public static void Configure(SimPair pair, params SimManualTunnel[] tunnels)
    {
        pair.A.Configure(new EngineConfiguration { ManualTunnels = tunnels.Select(tunnel => tunnel.Build(true, pair.A.Address, pair.B.Address)).ToValueList() });
        pair.B.Configure(new EngineConfiguration { ManualTunnels = tunnels.Select(tunnel => tunnel.Build(false, pair.B.Address, pair.A.Address)).ToValueList() });
    }

    private ValueList<byte> Key(int number, int length) => Enumerable.Range(0, length).Select(i => (byte)(Seed + (number * 50) + i)).ToValueList();
}
