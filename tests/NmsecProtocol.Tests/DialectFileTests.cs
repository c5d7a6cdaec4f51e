using System.Buffers;
using System.Text;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Tests.Golden;

namespace MyIkev2.NmsecProtocol.Tests;

public class DialectFileTests
{
    // Everything that a file can say, in places and numbers that the design does not have.
    private const string Elsewhere = """
        {
          // a site's own
          "name": "elsewhere", "version": 3, "maximumRequestLength": 4096, "alignment": 4, "interfaceFlagsOneBased": true,
          "identifiers": { "NMsecMessageHdr": "C9D7E2C5C3D4E2C7", "NMsecRecordHdr": "1234" },
          "messageTypes": { "NMsec_GET_IKETUN": "0x4711", "NMsec_INIT": 99 },
          "codes": { "NMsec_ENCAP_TUNNEL": 2, "NMsec_ENCAP_TRANSPORT": 1, "NMsec_PROTO_ESP": 7 },
          "structures": {
            "NMsecMessageHdr": { "length": 104, "fields": {
              "NMsMIdent": { "offset": 0, "length": 8 }, "NMsMHdrLength": { "offset": 8, "length": 2 },
              "NMsMRsvd1": { "offset": 10, "length": 2 }, "NMsMMsgLength": { "offset": 12 },
              "NMsMVersion": { "offset": 96 }, "NMsMType": { "offset": 98 } } },
            "NMsecRecordHdr": { "length": 20, "fields": { "NMsRIdent": { "length": 2 }, "NMsRRsvd1": { "offset": 2 }, "NMsRSectNum": { "offset": 16, "length": 4 } } },
            "NMsecSection": { "length": 12, "fields": { "NMsSOff": { "offset": 8 } } },
            "NMsecIPTunnel": { "length": 200, "fields": {
              "NMsIPTunEncapMode": { "offset": 199 }, "NMsIPTunStartTime": { "offset": 168, "length": 8 }, "NMsIPTunID": { "offset": 0 } } },
            "NMsecIPDynTunnel": { "fields": { "NMsIPDynUDPEncap": { "bit": 6 }, "NMsIPDynClearDSCP": { "bit": 0 }, "NMsIPDynVPNRule": { "length": 16 } } },
          },
        }
        """;

    [Fact]
    public void Write_Design1_ReadsBackAsTheSameDialect()
    {
        var text = NmsecDialectFile.Write(NmsecDialect.Design1);
        var again = Parse(text);
        Assert.Equal(text, NmsecDialectFile.Write(again));
        var output = new ArrayBufferWriter<byte>();
        IpFilterRecord.Write(again, output, SampleSections.Filter, "gw.example");
        Assert.Equal(StackBytes.IpFilter, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Parse_EmptyObject_IsDesign1() => Assert.Equal(NmsecDialectFile.Write(NmsecDialect.Design1), NmsecDialectFile.Write(Parse("{}")));

    [Fact]
    public void Parse_AnotherDialect_MovesWhatItNamesAndNothingElse()
    {
        var dialect = Parse(Elsewhere);
        Assert.Equal(("elsewhere", 3, 4096, true), (dialect.Name, dialect.Version, dialect.MaximumRequestLength, dialect.InterfaceFlagsOneBased));
        Assert.Equal(0x4711, dialect.Types.NumberOf(NmsecMessageType.GetIkeTunnels));
        Assert.Equal(0x010B, dialect.Types.NumberOf(NmsecMessageType.GetIkeTunnelsCascade));
        var output = new ArrayBufferWriter<byte>();
        var dynamic = SampleSections.Dynamic with { Flags = DynamicTunnelFlags.UdpEncapsulation };
        DynamicTunnelIkeRecord.Write(dialect, output, SampleSections.Ike, dynamic, SampleSections.DynamicIke, "a", default);
        var bytes = output.WrittenSpan;
        Assert.Equal("1234" + "0000", Convert.ToHexString(bytes[..4]));
        Assert.Equal("00000005", Convert.ToHexString(bytes.Slice(16, 4)));
        var tunnel = bytes.Slice(20 + (5 * 12), 200);
        Assert.Equal("E8F6", Convert.ToHexString(tunnel[..2]));
        Assert.Equal(2, tunnel[199]);
        Assert.Equal(7, tunnel[103]);
        Assert.Equal("0000000069000000", Convert.ToHexString(tunnel.Slice(168, 8)));
        Assert.Equal(0x02, bytes[20 + (5 * 12) + 200]);
    }

    [Fact]
    public void Parse_AnotherDialect_EveryMessageAndRecordIsReadAsItWasWritten()
    {
        var dialect = Parse(Elsewhere);
        var output = new ArrayBufferWriter<byte>();
        var filter = new NmsecFilter { TunnelId = "K7", RemoteAddress = System.Net.IPNetwork.Parse("2001:db8::/32") };
        var record = new byte[FilterRecords.RecordLength(dialect)];
        FilterRecords.Write(dialect, filter, record);
        new FrameWriter(dialect).WriteRequest(output, NmsecMessageType.GetIkeTunnels, 2, 0x0102030405060708, "main", 1, (uint)record.Length);
        output.Write(record);
        var stream = new ReadOnlySequence<byte>(output.WrittenMemory);
        Assert.Equal(FrameStatus.Complete, new FrameReader(dialect, dialect.MaximumRequestLength).TryRead(stream, out var message, out _, out _));
        Assert.False(RequestReader.TryRead(dialect, message.FirstSpan, out var header, out var type, out var input).IsError);
        Assert.Equal((NmsecMessageType.GetIkeTunnels, "main", 0x0102030405060708ul), (type, header.Target, header.Correlator));
        Assert.False(FilterRecords.TryRead(dialect, message.FirstSpan[input], 1, FilterSelectors.IkeTunnels, out var filters).IsError);
        Assert.Equal(filter, Assert.Single(filters));

        output = new ArrayBufferWriter<byte>();
        DynamicTunnelStackRecord.Write(dialect, output, SampleSections.Stacked, SampleSections.Dynamic, SampleSections.DynamicStack);
        Assert.False(RecordReader.TryOpen(dialect, output.WrittenSpan, out var reader).IsError);
        var read = DynamicTunnelStackRecord.Read(reader);
        Assert.Equal(SampleSections.Stacked, read.Tunnel);
        Assert.Equal(SampleSections.Dynamic, read.Dynamic);
        Assert.Equal(SampleSections.DynamicStack, read.Stack);
    }

    [Theory]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackName": { "offset": 8 } } } } }""", "structures.NMsecStack.fields.NMsStackName: NMsStackName is published")]
    [InlineData("""{ "structures": { "NMsecNSS": { "fields": { "NMsIKENSSConfigured": { "bit": 5 } } } } }""", "NMsIKENSSConfigured is published")]
    [InlineData("""{ "structures": { "NMsecIKETunnel": { "length": 264 } } }""", "structures.NMsecIKETunnel: This structure is published")]
    [InlineData("""{ "structures": { "NMsecInterface": {} } }""", "structures.NMsecInterface: This structure is published")]
    [InlineData("""{ "structures": { "NMsecOther": {} } }""", "There is no such structure")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackNATKeepAlive": { "offset": 27 } } } } }""", "NMsStackName and NMsStackNATKeepAlive stand over each other")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackNATKeepAlive": { "offset": 2 } } } } }""", "NMsStackRsvd1 and NMsStackNATKeepAlive stand over each other")]
    [InlineData("""{ "structures": { "NMsecStack": { "length": 35 } } }""", "structures.NMsecStack.length: NMsStackRsvd2 ends at 36; NMsecStack has 35 bytes")]
    [InlineData("""{ "structures": { "NMsecStack": { "length": 99999 } } }""", "A number from 1 to 4096")]
    [InlineData("""{ "structures": { "NMsecStack": { "size": 36 } } }""", "A structure has a \"length\"")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": [] } } }""", "A structure has a \"length\"")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsOther": {} } } } }""", "NMsecStack has no such field")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackNATKeepAlive": { "offset": -1 } } } } }""", "fields.NMsStackNATKeepAlive.offset: A number from 0")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackNATKeepAlive": { "length": 3 } } } } }""", "A number has 1, 2, 4 or 8 bytes")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackNATKeepAlive": { "bit": 3 } } } } }""", "A field has an \"offset\" and a \"length\"")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackNATKeepAlive": { "published": true } } } } }""", "A field has an")]
    [InlineData("""{ "structures": { "NMsecStack": { "fields": { "NMsStackNATKeepAlive": 4 } } } }""", "An object must stand here")]
    [InlineData("""{ "structures": { "NMsecNSS": { "fields": { "NMsIKENSServerAddr": { "length": 8 } } } } }""", "An address has 4 or 16 bytes")]
    [InlineData("""{ "structures": { "NMsecInFilter": { "fields": { "NMsFltLclAddr": { "length": 4 } } } } }""", "NMsFltLclAddr has 16 bytes in every dialect")]
    [InlineData("""{ "structures": { "NMsecMessageHdr": { "fields": { "NMsMOutRecNum": { "length": 2 } } } } }""", "NMsMOutRecNum must be able to count further")]
    [InlineData("""{ "structures": { "NMsecMessageHdr": { "fields": { "NMsMRsvd1": { "length": 4 }, "NMsMMsgLength": { "offset": 92 } } } } }""", "must end in the first 32 bytes")]
    [InlineData("""{ "structures": { "NMsecMessageHdr": { "fields": { "NMsMIdent": { "length": 3 } } } } }""", "An identifier has 1, 2, 4 or 8 bytes")]
    [InlineData("""{ "identifiers": { "NMsecMessageHdr": "1D5D4A2D4" } }""", "The identifier does not fit into NMsMIdent")]
    [InlineData("""{ "identifiers": { "NMsecRecordHdr": "XYZ" } }""", "identifiers.NMsecRecordHdr: A string of 1 to 16 hexadecimal digits")]
    [InlineData("""{ "identifiers": { "NMsecStack": "00" } }""", "This structure has no identifier")]
    [InlineData("""{ "messageTypes": { "NMsec_GET_IKETUN": 257 } }""", "X'0101' is the number of several messages")]
    [InlineData("""{ "messageTypes": { "NMsec_GET_IKETUN": 65536 } }""", "messageTypes.NMsec_GET_IKETUN: A number from 0 to 65535")]
    [InlineData("""{ "messageTypes": { "NMsec_GET_OTHER": 1 } }""", "There is no such message")]
    [InlineData("""{ "codes": { "NMsec_SASTATE_ACTIVE": 9 } }""", "This constant is published")]
    [InlineData("""{ "codes": { "NMsec_OTHER": 9 } }""", "There is no such constant")]
    [InlineData("""{ "codes": { "NMsec_ENCAP_TUNNEL": 2 } }""", "NMsec_ENCAP_TUNNEL and NMsec_ENCAP_TRANSPORT have the same number 2")]
    [InlineData("""{ "codes": { "NMsec_ENCAP_TUNNEL": 256 } }""", "A number from 0 to 255")]
    [InlineData("""{ "maximumRequestLength": 257 }""", "maximumRequestLength leaves no room")]
    [InlineData("""{ "version": 0 }""", "version: A number from 1 to 65535")]
    [InlineData("""{ "version": 1.5 }""", "version: A number from 1 to 65535")]
    [InlineData("""{ "alignment": "8" }""", "alignment: A number from 1 to 256")]
    [InlineData("""{ "interfaceFlagsOneBased": 1 }""", "true or false must stand here")]
    [InlineData("""{ "name": "" }""", "A string of 1 to 64 characters")]
    [InlineData("""{ "name": "a", "name": "b" }""", "name: The name stands here twice")]
    [InlineData("""{ "other": 1 }""", "other: There is no such setting")]
    [InlineData("""[]""", "An object must stand here")]
    [InlineData("""{ "name": "a" } x""", "The file is not JSON")]
    [InlineData("""{ "name": """, "The file is not JSON")]
    [InlineData("", "The file is not JSON")]
    [InlineData("""{ "name": "\ud800" }""", "The string is not Unicode")]
    public void TryParse_WhatCannotBe_IsRefusedByName(string json, string message)
    {
        Assert.Null(NmsecDialectFile.TryParse(Encoding.UTF8.GetBytes(json), out var errors));
        Assert.Contains(errors, error => error.ToString().Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void TryParse_SeveralErrors_AreAllNamedWithLineAndColumn()
    {
        const string Json = "{\n  \"version\": 0,\n  \"structures\": {\n    \"NMsecStack\": { \"fields\": {\n      \"NMsStackName\": { \"offset\": 5 } } } }\n}\n";
        Assert.Null(NmsecDialectFile.TryParse(Encoding.UTF8.GetBytes(Json), out var errors));
        Assert.Equal([(2, 14), (5, 23)], errors.Select(error => (error.Line, error.Column)));
        Assert.StartsWith("line 5, column 23, structures.NMsecStack.fields.NMsStackName: ", errors[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_BytesThatAreNotUtf8_AreRefused()
    {
        Assert.Null(NmsecDialectFile.TryParse([0x7B, 0xFF, 0x7D], out var errors));
        Assert.Contains("not UTF-8", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BrokenFile_NamesItself()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, "{ \"version\": 0 }");
        try
        {
            var exception = Assert.Throws<NmsecDialectException>(() => NmsecDialectFile.Load(path));
            Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
            Assert.Single(exception.Errors);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static NmsecDialect Parse(string json)
    {
        var dialect = NmsecDialectFile.TryParse(Encoding.UTF8.GetBytes(json), out var errors);
        Assert.Empty(errors);
        return dialect!;
    }
}
