using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What the options of a manual tunnel must be to each other: nobody negotiates it, so nobody else would notice.</summary>
internal static class ManualTunnelRules
{
    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var inbound = new Dictionary<uint, ConfigNode>();
        var outbound = new Dictionary<(IpAddress Remote, string Protocol, uint Spi), ConfigNode>();
        foreach (var tunnel in ike.Entries("manual-tunnel"))
        {
            CheckAddresses(tunnel, diagnostics);
            CheckAlgorithms(tunnel, diagnostics);
            CheckSelectors(tunnel, diagnostics);
            CheckSpis(tunnel, inbound, outbound, diagnostics);
        }
    }

    /// <summary>
    /// Why an algorithm must not be keyed by hand; null when it may be. Ciphers in counter mode, and all combined modes are such, lose their secrets when a
    /// nonce comes twice under one key, which configured keys cannot rule out: after a restart the numbers start over.
    /// </summary>
    public static string? WhyNotByHand(Algorithm algorithm)
    {
        var rule = algorithm.Type != TransformType.Encryption ? null : (EncryptionId)algorithm.Id switch
        {
            EncryptionId.AesCtr => "RFC 3686 section 2.1",
            EncryptionId.AesGcm8 or EncryptionId.AesGcm12 or EncryptionId.AesGcm16 => "RFC 4106 section 2",
            EncryptionId.AesCcm8 or EncryptionId.AesCcm12 or EncryptionId.AesCcm16 => "RFC 4309 section 2",
            EncryptionId.NullAesGmac => "RFC 4543 section 2",
            EncryptionId.ChaCha20Poly1305 => "RFC 7634 section 2",
            _ => null,
        };
        return rule is null ? null : $"needs fresh keys from IKE: with configured keys its nonces come again after a restart, which breaks it ({rule})";
    }

    private static void CheckAddresses(ConfigNode tunnel, ConfigDiagnostics diagnostics)
    {
        if (!tunnel.TryGet<IpAddress>("local-address", out var local) || !tunnel.TryGet<IpAddress>("remote-address", out var remote))
        {
            return;
        }

        foreach (var (leaf, address) in (ReadOnlySpan<(string, IpAddress)>)[("local-address", local), ("remote-address", remote)])
        {
            if (address.IsUnspecified)
            {
                diagnostics.Error(tunnel.PositionOf(leaf), tunnel.PathOf(leaf), $"{address} is no address of a host; a manual tunnel has one at each end");
            }
        }

        if (local.IsIpv6 != remote.IsIpv6)
        {
            diagnostics.Error(tunnel.PositionOf("remote-address"), tunnel.PathOf("remote-address"), "local-address and remote-address mix IPv4 and IPv6");
        }
        else if (local == remote)
        {
            diagnostics.Error(tunnel.PositionOf("remote-address"), tunnel.PathOf("remote-address"), "local-address and remote-address are the same");
        }
    }

    private static void CheckAlgorithms(ConfigNode tunnel, ConfigDiagnostics diagnostics)
    {
        var isAh = tunnel.TryGet<string>("protocol", out var protocol) && protocol == "ah";
        if (isAh)
        {
            foreach (var leaf in (ReadOnlySpan<string>)["encryption", "encryption-key-in", "encryption-key-out"])
            {
                if (tunnel.Value(leaf) is { } present)
                {
                    diagnostics.Error(present.Position, tunnel.PathOf(leaf), $"{leaf} has no place with protocol ah, which does not encrypt");
                }
            }
        }
        else if (tunnel.Value("encryption") is not { } encryption)
        {
            diagnostics.Error(tunnel.Position, tunnel.Path, "encryption is missing: protocol esp needs it, null for none");
        }
        else
        {
            CheckCipher(tunnel, encryption, diagnostics);
        }

        if (tunnel.Value("integrity") is { } integrity)
        {
            CheckKeys(tunnel, integrity, "integrity", diagnostics);
        }
    }

    private static void CheckCipher(ConfigNode tunnel, ConfigValue encryption, ConfigDiagnostics diagnostics)
    {
        if (((AlgorithmName)encryption.Data).Algorithm is { } algorithm && WhyNotByHand(algorithm) is { } why)
        {
            diagnostics.Error(
                encryption.Position, tunnel.PathOf("encryption"),
                $"{encryption.Text} {why}; use aes256-cbc with an integrity algorithm here, or a vpn, which negotiates keys");
        }
        else
        {
            CheckKeys(tunnel, encryption, "encryption", diagnostics);
        }
    }

    /// <summary>Both keys are there and exactly as long as the algorithm takes them.</summary>
    private static void CheckKeys(ConfigNode tunnel, ConfigValue value, string leaf, ConfigDiagnostics diagnostics)
    {
        if (((AlgorithmName)value.Data).Algorithm is not { } algorithm)
        {
            diagnostics.Error(value.Position, tunnel.PathOf(leaf), $"this engine cannot run {value.Text} yet");
            return;
        }

        if (algorithm.IsWeak && algorithm.KeyLength > 0)
        {
            diagnostics.Warning(value.Position, tunnel.PathOf($"{leaf} {value.Text}"), "the algorithm is weak; use it only for peers that know nothing better");
        }

        foreach (var direction in (ReadOnlySpan<string>)["in", "out"])
        {
            var name = $"{leaf}-key-{direction}";
            var key = tunnel.Value(name);
            var octets = key is null ? 0 : ((byte[])key.Data).Length;
            if (octets == algorithm.KeyLength)
            {
                continue;
            }

            var message = key is null ? $"{name} is missing: {value.Text} takes a key of {algorithm.KeyLength} octets"
                : algorithm.KeyLength == 0 ? $"{name} has no place: {value.Text} takes no key"
                : $"the key has {octets} octets; {value.Text} takes {algorithm.KeyLength}";
            diagnostics.Error(key?.Position ?? tunnel.Position, key is null ? tunnel.Path : tunnel.PathOf(name), message);
        }
    }

    private static void CheckSelectors(ConfigNode tunnel, ConfigDiagnostics diagnostics)
    {
        SecurityPolicyRules.CheckSelector(tunnel.Container("local-ts"), diagnostics);
        SecurityPolicyRules.CheckSelector(tunnel.Container("remote-ts"), diagnostics);
        SecurityPolicyRules.CheckFamilies(tunnel, diagnostics);
        CheckSide("local-ts", "local-address");
        CheckSide("remote-ts", "remote-address");

        void CheckSide(string selector, string leaf)
        {
            if (!tunnel.TryGet<IpAddress>(leaf, out var address) || tunnel.Get<string>("mode") != "transport")
            {
                return;
            }

            foreach (var subnet in tunnel.Container(selector)?.Values("subnet") ?? [])
            {
                if ((IpSubnet)subnet.Data != new IpSubnet(address, address.IsIpv6 ? 128 : 32))
                {
                    diagnostics.Error(subnet.Position, tunnel.PathOf(selector), $"transport mode carries only packets of the {leaf} itself: leave subnet out");
                }
            }
        }
    }

    private static void CheckSpis(
        ConfigNode tunnel,
        Dictionary<uint, ConfigNode> inbound,
        Dictionary<(IpAddress Remote, string Protocol, uint Spi), ConfigNode> outbound,
        ConfigDiagnostics diagnostics)
    {
        if (tunnel.Value("spi-in") is { } own && !inbound.TryAdd((uint)own.Data, tunnel))
        {
            diagnostics.Error(own.Position, tunnel.PathOf("spi-in"), $"manual-tunnel '{inbound[(uint)own.Data].Key}' has {own.Text} too; inbound SPIs must be unique");
        }

        if (tunnel.Value("spi-out") is { } peers && tunnel.TryGet<IpAddress>("remote-address", out var remote) && tunnel.TryGet<string>("protocol", out var protocol))
        {
            // The peer tells its SAs apart by SPI and protocol; two peers may use the same SPI.
            var key = (remote, protocol, (uint)peers.Data);
            if (!outbound.TryAdd(key, tunnel))
            {
                diagnostics.Error(peers.Position, tunnel.PathOf("spi-out"), $"manual-tunnel '{outbound[key].Key}' sends {peers.Text} to {remote} too; the peer could not tell them apart");
            }
        }
    }
}
