using System.Net;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>
/// IKE SAs beside those of <see cref="CannedRegistry"/> that give every fact a second value, and every state, activity and number of the
/// interfaces its turn. What makes no sense together stands together: parity asks for the same, not for the sensible.
/// </summary>
internal static class ParityVariants
{
    private const int First = 101;

    private static readonly ushort[] Ciphers = [2, 3, 12, 18, 20, 28];
    private static readonly ushort[] Integrities = [1, 2, 5, 8, 12, 13, 14];
    private static readonly ushort[] Prfs = [1, 2, 4, 5, 6, 7, 8];
    private static readonly byte[] Methods = [0, 1, 2, 9, 10, 11, 14, 201, 202];
    private static readonly byte[] IdentityTypes = [0, 1, 2, 3, 5, 9, 10, 11, 13];

    public static IkeTunnelSnapshot[] All { get; } =
    [
        .. Enum.GetValues<IkeTunnelState>().Select(static (state, i) => Ike(First + i, state, IkeTunnelActivity.None)),
        .. Enum.GetValues<IkeTunnelActivity>().Select(static (activity, i) => Ike(First + 20 + i, IkeTunnelState.Established, activity)),
        .. Enum.GetValues<CloseReason>().Select(static (reason, i) => Ike(First + 40 + i, IkeTunnelState.Closing, IkeTunnelActivity.None) with { CloseReason = reason }),
    ];

    private static IkeTunnelSnapshot Ike(int number, IkeTunnelState state, IkeTunnelActivity activity)
    {
        var plain = CannedRegistry.Tunnel(number);
        var at = CannedRegistry.Now.AddMilliseconds(-number * 1234);
        var counters = new IkeTunnelCounters { Activity = activity };
        Fill(counters, number);
        return plain with
        {
            Generation = (uint)number % 5 + 1,
            UniqueId = (uint)number + 1000,
            Vrf = number % 3 == 0 ? "blue" : "main",
            PolicyTemplate = $"template-{number}",
            State = state,
            Activation = (ActivationMethod)(number % 5),
            CloseText = $"because of {number}",
            MajorVersion = (byte)(number % 2 + 2),
            MinorVersion = (byte)(number % 3),
            ResponderSpi = 0xb000_0000_0000_0000 + (ulong)number,
            Local = plain.Local with { Port = (ushort)(20_000 + number) },
            Remote = plain.Remote with { Port = (ushort)(30_000 + number) },
            LocalIdentity = Identity(number),
            RemoteIdentity = Identity(number + 4),
            LocalAuthenticationMethod = Methods[number % Methods.Length],
            RemoteAuthenticationMethod = Methods[(number + 3) % Methods.Length],
            RemoteCertificateNotAfter = number % 3 == 0 ? null : at.AddDays(number),
            Encryption = Cipher(number),
            Integrity = Integrity(number),
            Prf = new AlgorithmInfo(Prfs[number % Prfs.Length], number, $"prf-{number}"),
            KeyExchange = new AlgorithmInfo((ushort)(number % 40 + 1), number + 1, $"group-{number}"),
            NatTraversalAllowed = number % 4 != 1,
            PeerSupportsNatTraversal = number % 5 != 1,
            LocalNatDetected = number % 5 == 2,
            RemoteNatDetected = number % 5 is 2 or 3,
            RemotePortTranslationDetected = number % 5 == 3,
            UdpEncapsulation = number % 5 is 2 or 3,
            CanInitiate = number % 2 == 0,
            Mobike = number % 3 == 1,
            PpkUsed = number % 3 == 2,
            Fragmentation = number % 7 != 0,
            Intermediate = number % 4 == 0,
            Childless = number % 4 == 1,
            Redirect = number % 4 == 2,
            SignatureHashes = number % 4 == 3,
            SessionResumption = number % 5 == 0,
            PeerWindow = (ushort)(number % 6 + 1),
            AdditionalKeyExchanges = number % 2 == 0 ? [] : [new AlgorithmInfo(36, 0, $"extra-{number}"), new AlgorithmInfo(37, 0, "other")],
            LocalVirtualAddresses = number % 3 == 0 ? [] : [new IPAddress([10, 9, 0, (byte)number])],
            RemoteVirtualAddresses = number % 3 == 1 ? [] : [new IPAddress([10, 8, 0, (byte)number]), IPAddress.Parse("fd08::1")],
            VirtualDnsServers = number % 2 == 0 ? [] : [new IPAddress([10, 7, 0, (byte)number])],
            CreatedAt = at.AddSeconds(-2),
            EstablishedAt = at,
            RekeyAt = at.AddSeconds(3000),
            ExpiresAt = at.AddSeconds(4000),
            ReauthenticateAt = at.AddSeconds(5000),
            ClosedAt = number % 2 == 0 ? at.AddSeconds(1) : null,
            Lifetime = TimeSpan.FromSeconds(number * 10),
            RekeyTime = TimeSpan.FromSeconds(number * 9),
            ReauthenticationTime = TimeSpan.FromSeconds(number * 20),
            DpdDelay = TimeSpan.FromSeconds(number),
            NatKeepaliveInterval = TimeSpan.FromSeconds(number / 2),
            Children = state is IkeTunnelState.Established or IkeTunnelState.Rekeying ? [.. Enum.GetValues<IpsecTunnelState>().Select((s, i) => Child(plain, number * 10 + i, s))] : [],
            Past = [new PastTraffic($"policy-{number}", (ulong)number % 3 + 1, new IpsecCounterReading { InOctets = (ulong)number * 31, InPackets = (ulong)number, OutTooBig = (ulong)number % 6 }, Rekeys: (ulong)number % 2, TunnelsEnded: (ulong)number % 3)],
            Counters = counters,
        };
    }

    private static IpsecTunnelSnapshot Child(IkeTunnelSnapshot ike, int number, IpsecTunnelState state)
    {
        var counters = new IpsecTunnelCounters();
        Fill(counters, number);
        return new IpsecTunnelSnapshot
        {
            Id = new TunnelId((ulong)number),
            Generation = (uint)number % 4 + 1,
            UniqueId = (uint)number + 5000,
            RequestId = (uint)number % 9,
            IkeTunnelId = ike.Id,
            PolicyName = $"policy-{number}",
            State = state,
            IsInitiator = number % 2 == 0,
            Protocol = number % 3 == 0 ? IpsecProtocol.Ah : IpsecProtocol.Esp,
            Mode = number % 3 == 1 ? IpsecMode.Transport : IpsecMode.Tunnel,
            SpiIn = 0xe000_0000 + (uint)number,
            SpiOut = 0xf000_0000 + (uint)number,
            Encryption = Cipher(number),
            Integrity = Integrity(number),
            KeyExchange = number % 4 == 0 ? AlgorithmInfo.None : new AlgorithmInfo((ushort)(number % 40 + 1), number, $"group-{number}"),
            ExtendedSequenceNumbers = number % 5 == 0,
            ReplayWindow = number % 128,
            UdpEncapsulation = number % 5 == 1,
            Local = ike.Local with { Port = (ushort)(number % 9 + 500) },
            Remote = ike.Remote with { Port = (ushort)(number % 8 + 500) },
            LocalSelectors = [new SelectorInfo(6, 80, 443, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.9")), new SelectorInfo(0, 0, 65535, IPAddress.Parse("2001:db8::"), IPAddress.Parse($"2001:db8::{number}"))],
            RemoteSelectors = [new SelectorInfo(17, (ushort)number, (ushort)number, IPAddress.Parse("10.9.0.0"), IPAddress.Parse("10.9.255.255"))],
            InstalledAt = CannedRegistry.Now.AddMilliseconds(-number * 777),
            RekeyAt = CannedRegistry.Now.AddMilliseconds(number * 777),
            ExpiresAt = CannedRegistry.Now.AddMilliseconds(number * 999),
            Lifetime = TimeSpan.FromSeconds(number),
            RekeyTime = TimeSpan.FromSeconds(number / 2),
            RekeyBytes = (ulong)number << 33,
            RekeyPackets = (ulong)number << 34,
            LifeBytes = (ulong)number << 35,
            LifePackets = (ulong)number << 36,
            IkeGeneration = ike.Generation + (uint)number % 2,
            Activation = (ActivationMethod)(number % 5),
            CopiesDf = number % 2 == 0,
            CopiesDscp = number % 3 == 0,
            Counters = counters,
        };
    }

    /// <summary>Another value for each counter, also for those that are still to come. Not above 32 bits, where NMsec wraps.</summary>
    private static void Fill(object counters, int number)
    {
        var value = (ulong)number * 1_000;
        foreach (var field in counters.GetType().GetFields().Where(static f => f.FieldType == typeof(Counter)))
        {
            var counter = default(Counter);
            value += 7;
            counter.Set(field.Name.EndsWith("UnixMilliseconds", StringComparison.Ordinal) ? (ulong)CannedRegistry.Now.ToUnixTimeMilliseconds() - value : value);
            field.SetValue(counters, counter);
        }
    }

    private static AlgorithmInfo Cipher(int number)
    {
        var id = Ciphers[number % Ciphers.Length];
        return new AlgorithmInfo(id, id is 2 or 3 or 28 ? 0 : 128 + number % 3 * 64, $"cipher-{number}", id is 18 or 20 or 28);
    }

    private static AlgorithmInfo Integrity(int number) => Cipher(number).IsCombinedMode
        ? AlgorithmInfo.None
        : new AlgorithmInfo(Integrities[number % Integrities.Length], number, $"integrity-{number}");

    private static IdentityInfo Identity(int number)
    {
        byte[] data = [(byte)(number >> 8), (byte)number];
        return IdentityTypes[number % IdentityTypes.Length] switch
        {
            0 => IdentityInfo.Unknown,
            IdentityInfo.KeyIdType => new IdentityInfo(IdentityInfo.KeyIdType, data, Convert.ToHexStringLower(data)),
            var type => new IdentityInfo(type, data, $"name-{number}"),
        };
    }
}
