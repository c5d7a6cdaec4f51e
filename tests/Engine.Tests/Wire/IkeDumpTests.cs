using System.CommandLine;
using MyIkev2.Fuzz;
using MyIkev2.IkeDump;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>The dump tool from its command line to its text.</summary>
public sealed class IkeDumpTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ikedump").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("strongswan.pcap")]
    [InlineData("strongswan.pcapng")]
    public void Capture_OfStrongSwan_IsPrintedWhole(string name)
    {
        (int exit, string output, string error) = Run(Path.Combine(AppContext.BaseDirectory, "Wire", "Captures", name));
        Assert.Equal((0, ""), (exit, error));
        Assert.StartsWith(
            """
            #1 2026-11-21 11:44:09.737829 10.66.0.1:500 > 10.66.0.2:500 264 octets
              IkeSaInit (34) request, message 0, from the original initiator
              SPIs 3eea06b4b3af9714 0000000000000000, version 2.0, length 264
              SA
                proposal 1: Ike (1)
                  Encryption (1): AesGcm16 (20), 256 bits
                  PseudorandomFunction (2): HmacSha384 (6)
                  KeyExchangeMethod (4): Ecp256 (19)
              KE Ecp256 (19), 64 octets bb13d71732553e2529234f7390630fed545ce3420e455b981fab1825d9ebe686...
              Nonce 32 octets a79976b261c3e39ddead085b3b8ba444024453ef88c691fb30c61e91e8ab8a48
              N NatDetectionSourceIp (16388), 20 octets 31ff150baf9f17efe1864b8a2d674921e1959d33
              N NatDetectionDestinationIp (16389), 20 octets c8d6d49c08ce4088637bc339a628684ff9027138
              N IkeFragmentationSupported (16430)
              N SignatureHashAlgorithms (16431): Sha256 (2), Sha384 (3), Sha512 (4), Identity (5)
              N RedirectSupported (16406)
              = IKE_SA_INIT request

            #2
            """.ReplaceLineEndings(), output, StringComparison.Ordinal);
        Assert.Contains("10.66.0.1:4500 > 10.66.0.2:4500 327 octets", output, StringComparison.Ordinal);
        Assert.Contains("SK first inside IDi, 291 octets", output, StringComparison.Ordinal);
        Assert.EndsWith($"10 IKE (0 malformed), 0 ESP, 0 keepalives, 0 other{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false, false, false)]
    [InlineData(1, false, false, false)]
    [InlineData(1, true, true, false)]
    [InlineData(1, true, false, true)]
    [InlineData(12, false, true, true)]
    [InlineData(101, false, false, false)]
    [InlineData(108, false, true, false)]
    [InlineData(113, false, false, true)]
    [InlineData(228, false, true, false)]
    [InlineData(276, false, false, false)]
    public void Capture_AnyLinkTypeAndByteOrder_FindsTheDatagram(int linkType, bool vlan, bool bigEndian, bool nanoseconds)
    {
        byte[] packet = CaptureBuilder.Ipv4(CaptureBuilder.Udp(SaInitMessages.HandBuiltRequest));
        byte[] file = CaptureBuilder.Pcap(linkType, CaptureBuilder.Frame(linkType, packet, vlan), !bigEndian, nanoseconds);
        (int exit, string output, _) = Run(Save(file));
        Assert.Equal(0, exit);
        Assert.StartsWith("#1 2001-09-09 01:46:40.500000 10.66.0.1:500 > 10.66.0.2:500 323 octets", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(113)]
    [InlineData(229)]
    [InlineData(276)]
    public void Capture_Ipv6WithOptions_FindsTheDatagram(int linkType)
    {
        byte[] packet = CaptureBuilder.Ipv6(CaptureBuilder.Udp(SaInitMessages.HandBuiltRequest));
        (int exit, string output, _) = Run(Save(CaptureBuilder.Pcap(linkType, CaptureBuilder.Frame(linkType, packet))));
        Assert.Equal(0, exit);
        Assert.Contains("[fd66::1]:500 > [fd66::2]:500 323 octets", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Capture_EspAndKeepalives_ArePrintedOnRequest()
    {
        byte[] esp = CaptureBuilder.Ipv4(Hex.Parse("c0ffee01 00000001 00000000"), protocol: 50);
        string file = Save(CaptureBuilder.Pcap(101, esp));
        Assert.Equal($"0 IKE (0 malformed), 1 ESP, 0 keepalives, 0 other{Environment.NewLine}", Run(file).Output);
        Assert.Contains("ESP SPI c0ffee01", Run(file, "--esp").Output, StringComparison.Ordinal);
        string keepalive = Save(CaptureBuilder.Pcap(101, CaptureBuilder.Ipv4(CaptureBuilder.Udp([0xFF], 4500, 4500))));
        Assert.Contains("NAT keepalive", Run(keepalive, "--esp").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Capture_OtherPorts_AreShownWhenNamed()
    {
        byte[] packet = CaptureBuilder.Ipv4(CaptureBuilder.Udp(SaInitMessages.HandBuiltRequest, 15000, 15001));
        string file = Save(CaptureBuilder.Pcap(101, packet));
        Assert.StartsWith("0 IKE", Run(file).Output, StringComparison.Ordinal);
        Assert.StartsWith("#1", Run(file, "--ike-port", "15001").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Capture_CutFrame_SaysHowMuchIsMissing()
    {
        byte[] packet = CaptureBuilder.Ipv4(CaptureBuilder.Udp(SaInitMessages.HandBuiltRequest))[..^23];
        (int exit, string output, _) = Run(Save(CaptureBuilder.Pcap(101, packet)));
        Assert.Equal(1, exit);
        Assert.Contains("the capture cut off 23 octets", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Capture_LaterIpFragment_IsPassedOver()
    {
        byte[] packet = CaptureBuilder.Ipv4(CaptureBuilder.Udp(SaInitMessages.HandBuiltRequest), fragmentOffset: 100);
        Assert.StartsWith("0 IKE", Run(Save(CaptureBuilder.Pcap(101, packet))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Capture_UnknownLinkType_NamesThoseThatAreKnown()
    {
        (int exit, _, string error) = Run(Save(CaptureBuilder.Pcap(147, [0])));
        Assert.Equal(2, exit);
        Assert.Contains("link type 147 is not supported; known are NULL (0), ETHERNET (1)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_Annotated_IsReadAsDatagrams()
    {
        string one = "1122334455667788 99aabbccddeeff00 00 20 25 28 00000007 0000001c # liveness, answered";
        (int exit, string output, _) = Run(Save($"# two of them\n{one}\n\n{one}\n"));
        Assert.Equal(0, exit);
        Assert.Contains("#2 28 octets", output, StringComparison.Ordinal);
        Assert.Contains("Informational (37) response, message 7, from the original initiator", output, StringComparison.Ordinal);
        Assert.Contains("AGAINST THE RULES: NotProtected", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_DumpOfXxd_IsRead()
    {
        string text =
            """
            00000000: 1122 3344 5566 7788 99aa bbcc ddee ff00  ."3DUfw.........
            00000010: 0020 2528 0000 0007 0000 001c            . %(........
            """;
        Assert.Equal(0, Run(Save(text)).Exit);
    }

    [Fact]
    public void Text_WithMarker_IsRead()
    {
        string text = "00000000 1122334455667788 99aabbccddeeff00 00 20 25 28 00000007 0000001c";
        Assert.Contains("1 IKE (0 malformed)", Run(Save(text)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_MalformedMessage_IsShownUpToItsError()
    {
        var message = (byte[])SaInitMessages.HandBuiltRequest.Clone();
        message[207] = 0x13;
        (int exit, string output, _) = Run(Save(Convert.ToHexString(message)));
        Assert.Equal(1, exit);
        Assert.Contains("KE Curve25519 (31), 32 octets", output, StringComparison.Ordinal);
        Assert.Contains("MALFORMED: InvalidValue at octet 208: Nonce: length", output, StringComparison.Ordinal);
        Assert.Contains("octets 192 to 224: 1415161718191a1b1c1d1e1f29000013 >>> 000102030405060708090a0b0c0d0e0f", output, StringComparison.Ordinal);
        Assert.Contains("1 IKE (1 malformed)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00 1x", 2, "line 1, column 5: 'x' is no hexadecimal digit")]
    [InlineData("00\n0", 2, "the datagram above ends with half an octet")]
    [InlineData("0011", 1, "")]
    [InlineData("", 0, "")]
    public void Text_ThatIsNoDatagram_IsReported(string text, int exit, string message)
    {
        (int code, _, string error) = Run(Save(text));
        Assert.Equal(exit, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Chain_Decrypted_ShowsEveryPayload()
    {
        IEnumerable<string> chains = PayloadSamples.All
            .Where(sample => sample.Payload.Type == Engine.Wire.PayloadType.TrafficSelectorInitiator)
            .Select(sample => Convert.ToHexString(sample.Chain()));
        (int exit, string output, _) = Run(Save(string.Join("\n\n", chains)), "--chain", "tsi");
        Assert.Equal(0, exit);
        Assert.Contains("10.0.0.0 - 10.0.0.255, protocol 17, ports 100-200", output, StringComparison.Ordinal);
        Assert.Contains(":: - ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, any protocol, any port", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Chain_EverySample_HasAText()
    {
        foreach (PayloadSample sample in PayloadSamples.All.Where(sample => sample.Payload.FirstInnerType is null))
        {
            string number = ((byte)sample.Payload.Type).ToString();
            (int exit, string output, _) = Run(Save(Convert.ToHexString(sample.Chain())), "--chain", number, "--full");
            Assert.Equal(0, exit);
            Assert.Contains(Engine.Wire.PayloadCatalog.NotationOf(sample.Payload.Type), output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Text_OfAPeer_CannotDriveTheTerminal()
    {
        (_, string output, _) = Run(Save("00 00 000c 02000000 1b5b324a"), "--chain", "IDi");
        Assert.Contains(@"IDi Fqdn (2): \x1b[2J", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
    }

    [Fact]
    public void Files_ThatCannotBeRead_AreReported()
    {
        Assert.Equal(2, Run(Path.Combine(_folder, "absent")).Exit);
        Assert.Contains("'Foo' is no payload; known are SA, KE", Run(Save("00"), "--chain", "Foo").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strongswan.pcap")]
    [InlineData("strongswan.pcapng")]
    public void Capture_Damaged_NeverCrashes(string name)
    {
        byte[] capture = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Wire", "Captures", name));
        var mutator = new Mutator(seed: 3);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = mutator.Next([capture]);
            (int exit, _, string error) = Run(Save(damaged));
            Assert.True(exit is 0 or 1 || error.StartsWith("ikedump: ", StringComparison.Ordinal), error);
        }
    }

    private string Save(string text) => Save(System.Text.Encoding.UTF8.GetBytes(text));

    private string Save(byte[] octets)
    {
        string path = Path.Combine(_folder, "input");
        File.WriteAllBytes(path, octets);
        return path;
    }

    private static (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var streams = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        int exit = DumpCommand.Create().Parse(arguments).Invoke(streams);
        return (exit, output.ToString(), error.ToString());
    }
}
