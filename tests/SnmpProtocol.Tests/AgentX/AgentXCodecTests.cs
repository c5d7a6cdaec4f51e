using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Tests.AgentX;

public class AgentXCodecTests
{
    [Fact]
    public void Header_Written_IsTheOctetsOfTheRfc()
    {
        var octets = new byte[AgentXHeader.Length];
        new AgentXHeader(AgentXPduType.Register, AgentXFlags.NonDefaultContext, 1, 2, 0x01020304, 0x50).Write(octets);
        Assert.Equal("0103180000000001000000020102030400000050", Convert.ToHexString(octets));
    }

    [Fact]
    public void Header_LittleEndian_IsRead()
    {
        Assert.Equal(AgentXFault.None, AgentXHeader.TryRead(Convert.FromHexString("0105080001000000020000000403020150000000"), out var header));
        Assert.Equal(
            new AgentXHeader(AgentXPduType.Get, AgentXFlags.NonDefaultContext, 1, 2, 0x01020304, 0x50), header);
        Assert.False(header.IsNetworkByteOrder);
    }

    [Theory]
    [InlineData("0205100000000001000000020000000300000000", AgentXFault.BadVersion)]
    [InlineData("0005100000000001000000020000000300000000", AgentXFault.BadVersion)]
    [InlineData("0105100000000001000000020000000300000002", AgentXFault.BadLength)]
    [InlineData("010510000000000100000002000000037FFFFFFC", AgentXFault.BadLength)]
    [InlineData("01051000000000010000000200000003FFFFFFFC", AgentXFault.BadLength)]
    [InlineData("01051000000000010000000200000003000000", AgentXFault.Truncated)]
    [InlineData("", AgentXFault.Truncated)]
    public void Header_Wrong_IsRefused(string octets, AgentXFault fault) =>
        Assert.Equal(fault, AgentXHeader.TryRead(Convert.FromHexString(octets), out _));

    [Theory]
    [InlineData("1.3.6.1.2.1.1", "02020000" + "00000001" + "00000001")]
    [InlineData("1.3.6.1.255", "00FF0000")]
    [InlineData("1.3.6.1.256", "05000000" + "00000001" + "00000003" + "00000006" + "00000001" + "00000100")]
    [InlineData("1.3.6.1.0.7", "06000000" + "00000001" + "00000003" + "00000006" + "00000001" + "00000000" + "00000007")]
    [InlineData("1.3.6.1", "04000000" + "00000001" + "00000003" + "00000006" + "00000001")]
    [InlineData("2.999.4294967295", "03000000" + "00000002" + "000003E7" + "FFFFFFFF")]
    [InlineData("", "00000000")]
    public void ObjectIdentifier_WrittenAndRead_IsTheSame(string name, string octets)
    {
        var writer = new AgentXWriter();
        writer.WriteObjectIdentifier(ScriptedMaster.Numbers(name));
        Assert.Equal(octets, Convert.ToHexString(writer.Written));

        var numbers = new uint[ObjectIdentifier.MaximumLength];
        var reader = new AgentXReader(writer.Written, bigEndian: true);
        var length = reader.ReadObjectIdentifier(numbers, out var include);
        Assert.Equal((name, false, AgentXFault.None, true), (string.Join('.', numbers[..length]), include, reader.Fault, reader.IsEmpty));
    }

    [Theory]
    [InlineData(128, 0, AgentXFault.None)]
    [InlineData(129, 0, AgentXFault.BadObjectIdentifier)]
    [InlineData(255, 0, AgentXFault.BadObjectIdentifier)]
    [InlineData(123, 4, AgentXFault.None)]
    [InlineData(124, 4, AgentXFault.BadObjectIdentifier)]
    public void ObjectIdentifier_OfManyNumbers_IsReadUpTo128(int count, int prefix, AgentXFault fault)
    {
        var octets = new byte[4 + (4 * count)];
        (octets[0], octets[1]) = ((byte)count, (byte)prefix);
        var reader = new AgentXReader(octets, bigEndian: true);
        var length = reader.ReadObjectIdentifier(new uint[ObjectIdentifier.MaximumLength], out _);
        Assert.Equal((fault, fault == AgentXFault.None ? ObjectIdentifier.MaximumLength : 0), (reader.Fault, length));
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("FFFFFFFD00000000")]
    [InlineData("0000000500000000")]
    [InlineData("00000001")]
    [InlineData("0000000141")]
    [InlineData("000000")]
    public void OctetString_LongerThanWhatIsThere_IsRefused(string octets)
    {
        var reader = new AgentXReader(Convert.FromHexString(octets), bigEndian: true);
        Assert.True(reader.ReadOctetString().IsEmpty);
        Assert.Equal(AgentXFault.Truncated, reader.Fault);
    }

    public static TheoryData<string> Values =>
    [
        "020100", "02017F", "02020080", "0201FF", "020480000000", "02047FFFFFFF", // INTEGER
        "0400", "040141", "040441424344", "04054142434445", // OCTET STRING
        "0500", // NULL
        "060100", "06052B06010401", "06058837868D1F", "060A2B060104018FFFFFFF7F", // OBJECT IDENTIFIER
        "4004C0000201", // IpAddress
        "410100", "410500FFFFFFFF", "420101", "430200FF", // Counter32, Gauge32, TimeTicks
        "44049F780400", // Opaque
        "460100", "460900FFFFFFFFFFFFFFFF", "46087FFFFFFFFFFFFFFF", // Counter64
        "8000", "8100", "8200", // exceptions
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void VarBind_OfAnyType_ComesBackTheSame(string element)
    {
        var name = ScriptedMaster.Numbers("1.3.6.1.4.1.99.1.2");
        var ber = new BerReader(Convert.FromHexString(element));
        var content = ber.ReadAnyValue(out var tag);
        Assert.Equal(BerError.None, ber.Error);
        var writer = new AgentXWriter();
        Assert.True(AgentXVarBind.TryWrite(writer, name, tag, content));
        Assert.Equal(0, writer.Position % 4);

        foreach (var bigEndian in (bool[])[true, false])
        {
            var payload = bigEndian ? writer.Written.ToArray() : LittleEndian(writer.Written, tag);
            var value = new BerWriter(new byte[64]);
            var read = new uint[ObjectIdentifier.MaximumLength];
            var reader = new AgentXReader(payload, bigEndian);
            Assert.Equal(tag, AgentXVarBind.Read(ref reader, read, out var length, ref value));
            Assert.Equal((AgentXFault.None, true), (reader.Fault, reader.IsEmpty));
            Assert.Equal(name, read[..length]);
            Assert.Equal(element, Convert.ToHexString(value.Written));

            for (var cut = 0; cut < payload.Length; cut++)
            {
                var short_ = new AgentXReader(payload.AsSpan(0, cut), bigEndian);
                value = new BerWriter(new byte[64]);
                AgentXVarBind.Read(ref short_, read, out _, ref value);
                Assert.NotEqual(AgentXFault.None, short_.Fault);
            }
        }
    }

    [Theory]
    [InlineData(BerTag.Integer, "")]
    [InlineData(BerTag.Integer, "0000000001")]
    [InlineData(BerTag.Counter32, "0100000000")]
    [InlineData(BerTag.Counter32, "FF")]
    [InlineData(BerTag.Gauge32, "80000000")]
    [InlineData(BerTag.TimeTicks, "")]
    [InlineData(BerTag.Counter64, "8000000000000000")]
    [InlineData(BerTag.Counter64, "010000000000000000")]
    [InlineData(BerTag.IpAddress, "C00002")]
    [InlineData(BerTag.ObjectIdentifier, "")]
    [InlineData(BerTag.ObjectIdentifier, "2B80")]
    [InlineData(BerTag.Null, "00")]
    [InlineData(BerTag.Sequence, "")]
    [InlineData((BerTag)0, "")]
    public void VarBind_WithContentOfAnotherType_IsNotWritten(BerTag tag, string content)
    {
        var writer = new AgentXWriter();
        Assert.False(AgentXVarBind.TryWrite(writer, [1, 3], tag, Convert.FromHexString(content)));
        Assert.Equal(0, writer.Position);
    }

    [Theory]
    [InlineData("00030000" + "00040000" + "00000000")] // BIT STRING
    [InlineData("00300000" + "00040000")] // SEQUENCE
    [InlineData("00470000" + "00040000" + "00000000")] // NsapAddress
    [InlineData("00400000" + "00040000" + "00000003" + "C0000200")] // an IpAddress of three octets
    [InlineData("00060000" + "00040000" + "02000000" + "00000003" + "00000001")] // arc 3
    [InlineData("00060000" + "00040000" + "02000000" + "00000001" + "00000028")] // 1.40
    [InlineData("00060000" + "00040000" + "01000000" + "00000001")] // one number only
    public void VarBind_OfNoSnmpValue_IsAFault(string payload)
    {
        var reader = new AgentXReader(Convert.FromHexString(payload), bigEndian: true);
        var value = new BerWriter(new byte[64]);
        AgentXVarBind.Read(ref reader, new uint[ObjectIdentifier.MaximumLength], out _, ref value);
        Assert.NotEqual(AgentXFault.None, reader.Fault);
    }

    /// <summary>Turns the numbers around: all but the octets of names' heads and of strings.</summary>
    private static byte[] LittleEndian(ReadOnlySpan<byte> payload, BerTag tag)
    {
        var octets = payload.ToArray();
        octets.AsSpan(0, 2).Reverse();
        var at = ReverseName(octets, 4);
        switch (tag)
        {
            case BerTag.Counter64:
                octets.AsSpan(at, 8).Reverse();
                break;
            case BerTag.ObjectIdentifier:
                ReverseName(octets, at);
                break;
            default:
                if (at < octets.Length)
                {
                    octets.AsSpan(at, 4).Reverse();
                }

                break;
        }

        return octets;
    }

    private static int ReverseName(byte[] octets, int at)
    {
        var count = octets[at];
        for (at += 4; count > 0; count--, at += 4)
        {
            octets.AsSpan(at, 4).Reverse();
        }

        return at;
    }
}
