using A = MyIkev2.Agent.Grpc.Opi.DialectA;

namespace MyIkev2.Agent.Tests.Grpc.Opi;

/// <summary>What OPI's own clients put on the wire.</summary>
internal static class OpiVectors
{
    /// <summary>IPsecLoadConn of the project's test client, dialect of 2022.</summary>
    public static byte[] LoadConn { get; } = Convert.FromHexString(
        "0aa0010a086f70692d746573741201321a110a0f3139322e3136382e3230302e32303022110a0f3139322e3136382e3230302e323130"
        + "42090a07302e302e302e308a0119080112156861636b6572407374726f6e677377616e2e6f7267920119080112157365727665722e73"
        + "74726f6e677377616e2e6f72679a01270a096f70692d6368696c641a090a010512010822010c2a0f0a0d0a0b31302e312e302e302f3136");

    /// <summary>The same of 2023: the two kinds of authentication are one higher.</summary>
    public static byte[] LoadConnOfToday { get; } = Shifted();

    public static byte[] Initiate { get; } = Convert.FromHexString("0a096f70692d6368696c6412086f70692d74657374");

    public static byte[] ListSas { get; } = Convert.FromHexString("12086f70692d74657374");

    public static byte[] OneEstablished { get; } = Convert.FromHexString("0a120a086f70692d746573741201331a01322002");

    public static byte[] OneEstablishedOfToday { get; } = Convert.FromHexString("0a120a086f70692d746573741201331a01322003");

    /// <summary>A connection that can be loaded, with one child.</summary>
    public static A.Connection Connection(string name = "hq") => new()
    {
        Name = name,
        Version = "2",
        LocalAddrs = { new A.Addrs { Addr = "192.0.2.1" } },
        RemoteAddrs = { new A.Addrs { Addr = "192.0.2.2" } },
        LocalAuth = new A.LocalAuth { Auth = A.AuthType.Psk, Id = "a.test" },
        RemoteAuth = new A.RemoteAuth { Auth = A.AuthType.Psk, Id = "b.test" },
        Proposals = Proposal(A.CryptoAlgorithm.Aes256, A.IntegAlgorithm.Sha256, A.DiffieHellmanGroups.Curve25519),
        Children = { Child("lan") },
    };

    public static A.Child Child(string name) => new()
    {
        Name = name,
        EspProposals = Proposal(A.CryptoAlgorithm.Aes256Gcm128),
        LocalTs = Selectors("10.1.0.0/16"),
        RemoteTs = Selectors("10.2.0.0/16"),
    };

    public static A.TrafficSelectors Selectors(params string[] subnets) =>
        new() { Ts = { subnets.Select(static subnet => new A.TrafficSelectors.Types.TrafficSelector { Cidr = subnet }) } };

    public static A.Proposals Proposal(params Enum[] algorithms) => new()
    {
        CryptoAlg = { algorithms.OfType<A.CryptoAlgorithm>() },
        IntegAlg = { algorithms.OfType<A.IntegAlgorithm>() },
        Prf = { algorithms.OfType<A.PseudoRandomFunction>() },
        Dhgroups = { algorithms.OfType<A.DiffieHellmanGroups>() },
    };

    private static byte[] Shifted()
    {
        byte[] octets = [.. LoadConn];
        ReadOnlySpan<byte> kind = [0x08, 0x01, 0x12];
        for (int at = octets.AsSpan().IndexOf(kind), from = 0; at >= 0; from += at + 1, at = octets.AsSpan(from).IndexOf(kind))
        {
            octets[from + at + 1] = 2;
        }

        return octets;
    }
}
