using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The manual tunnels of a valid document.</summary>
internal static class ManualTunnelLoader
{
    public static ManualTunnelPolicy Load(ConfigNode tunnel, RequestIds numbers)
    {
        var isAh = tunnel.Get<string>("protocol") == "ah";
        return new ManualTunnelPolicy
        {
            Name = tunnel.Key!,
            Vrf = tunnel.Parent!.Parent!.Key!,
            Number = numbers.OfManual(RequestIds.Qualify(tunnel.Parent!.Parent!.Key!, tunnel.Key!)),
            VpnAction = tunnel.TryGet<string>("vpn-action", out var action) ? action : string.Empty,
            StartsActive = tunnel.Get<string>("activate") == "start",
            Protocol = isAh ? IpsecProtocol.Ah : IpsecProtocol.Esp,
            Mode = tunnel.Get<string>("mode") == "transport" ? IpsecMode.Transport : IpsecMode.Tunnel,
            LocalAddress = tunnel.Get<IpAddress>("local-address"),
            RemoteAddress = tunnel.Get<IpAddress>("remote-address"),
            SpiIn = tunnel.Get<uint>("spi-in"),
            SpiOut = tunnel.Get<uint>("spi-out"),
            Encryption = isAh ? default : EncryptionOf(tunnel),
            Integrity = (IntegrityId)tunnel.Get<AlgorithmName>("integrity").Algorithm!.Id,
            EncryptionKeyIn = Key(tunnel, "encryption-key-in"),
            EncryptionKeyOut = Key(tunnel, "encryption-key-out"),
            IntegrityKeyIn = Key(tunnel, "integrity-key-in"),
            IntegrityKeyOut = Key(tunnel, "integrity-key-out"),
            LocalSelectors = VpnLoader.Selectors(tunnel.Container("local-ts")),
            RemoteSelectors = VpnLoader.Selectors(tunnel.Container("remote-ts")),
            Priority = (int)tunnel.Get<long>("priority"),
        };
    }

    private static EncryptionChoice EncryptionOf(ConfigNode tunnel)
    {
        var algorithm = tunnel.Get<AlgorithmName>("encryption").Algorithm!;
        return new EncryptionChoice((EncryptionId)algorithm.Id, algorithm.KeyBits);
    }

    private static ValueList<byte> Key(ConfigNode tunnel, string leaf) => tunnel.Value(leaf) is { } key ? ValueList.Create<byte>((byte[])key.Data) : [];
}
