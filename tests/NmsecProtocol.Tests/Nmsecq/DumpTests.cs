using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Tests.Golden;
using MyIkev2.Nmsecq.Dump;

namespace MyIkev2.NmsecProtocol.Tests.Nmsecq;

/// <summary>Recorded streams in words: whole ones field by field, damaged ones up to the damage.</summary>
public class DumpTests
{
    [Fact]
    public void Dump_AConversationInOneStream_NamesMessagesRecordsSectionsAndFields()
    {
        var (isWhole, text) = Dump([.. WorkedExample.Init, .. WorkedExample.Request, .. WorkedExample.Response]);
        Assert.True(isWhole);
        AssertLines(
            text,
            "Message 1: NMsec_INIT, 96 bytes at offset 0 (X'0')",
            "Message 2: NMsec_GET_IKETUN, request or empty response, 96 bytes at offset 96 (X'60')",
            "    000000C0 +0     NMsMIdent                    \"NMsM\"",
            "    000000CE +14    NMsMType                     X'010A' NMsec_GET_IKETUN",
            "Message 3: NMsec_GET_IKETUN, response, 496 bytes at offset 192 (X'C0')",
            "  Record 1 of 1: 400 bytes at offset 288 (X'120')",
            "    Section 1, NMsecIKETunnel: offset 48, length 256, occurrences 1",
            "      00000150 +0.1   NMsIKETunNATAllowed          1",
            "      00000154 +4     NMsIKETunID                  \"K7\"",
            "      000001E4 +148   NMsIKETunLclEndpt4           192.0.2.10",
            "      00000204 +180   NMsIKETunICookie             X'0102030405060708'",
            "      00000215 +197   NMsIKETunState               4 NMsec_SASTATE_ACTIVE",
            "      00000238 +232   NMsIKETunStartTime           1767225600 2026-01-01 00:00:00Z",
            "    Section 3, local identity: offset 368, length 10, occurrences 1",
            "      \"192.0.2.10\"",
            "3 messages.");
        Assert.DoesNotContain("NMsIKETunLclEndpt6", text, StringComparison.Ordinal);
        Assert.DoesNotContain("***", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_TwoDirections_AreInTheOrderOfTheConversation()
    {
        var output = new StringWriter();
        var client = new Recording("client.bin", WorkedExample.Request);
        var server = new Recording("server.bin", (byte[])[.. WorkedExample.Init, .. WorkedExample.Response]);
        Assert.True(new StreamDumper(NmsecDialect.Design1, output).Dump([client, server]));
        var messages = output.ToString().Split('\n').Where(line => line.StartsWith("Message", StringComparison.Ordinal)).Select(line => line.Trim()).ToList();
        Assert.Equal(
            [
                "Message 1: NMsec_INIT, 96 bytes at offset 0 (X'0') of server.bin",
                "Message 2: NMsec_GET_IKETUN, request or empty response, 96 bytes at offset 0 (X'0') of client.bin",
                "Message 3: NMsec_GET_IKETUN, response, 496 bytes at offset 96 (X'60') of server.bin",
            ],
            messages);
    }

    [Theory]
    [MemberData(nameof(ReportTests.Requests), MemberType = typeof(ReportTests))]
    public void Dump_AnAnswerOfALaterRelease_ShowsWhatItHasMore(NmsecMessageType request)
    {
        var (plainIsWhole, plain) = Dump(CannedAnswers.Answer(request, 1));
        var (longerIsWhole, longer) = Dump(CannedAnswers.Lengthened(request, 1));
        Assert.True(plainIsWhole);
        Assert.True(longerIsWhole);
        Assert.DoesNotContain("of a later release", plain, StringComparison.Ordinal);
        Assert.Contains("8 more bytes, of a later release:", longer, StringComparison.Ordinal);
        Assert.Contains("EEEEEEEE EEEEEEEE", longer, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_RecordsInsideARecord_AreDecodedThere()
    {
        var (_, text) = Dump(CannedAnswers.Answer(NmsecMessageType.GetIkeTunnelsCascade, 1));
        Assert.Contains("Records inside: offset 416, length", text, StringComparison.Ordinal);
        Assert.Contains("      Record 2 of 2:", text, StringComparison.Ordinal);
        Assert.Contains("NMsIPDynActMethod            3 NMsec_ACTMETHOD_ONDEMAND", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "decoding stops at offset 96 (X'60'): a message starts with X'D5D4A2D4', and here is X'00D4A2D4'; 496 bytes are not decoded")]
    [InlineData(7, "decoding stops at offset 96 (X'60'): a header of 0 bytes in a message of 496 is not possible")]
    [InlineData(8, "a message of 4278190576 bytes begins here, and the recording has 496 of them")]
    [InlineData(96, "at offset 192 (X'C0'): record 1 should start with X'D5D4A2D9', and here is X'00D4A2D9'")]
    [InlineData(105, "cannot hold its 4 and 0 descriptors")]
    public void Dump_Damage_SaysWhereAndWhat(int offset, string reason)
    {
        var response = WorkedExample.Response;
        response[offset] = offset == 8 ? (byte)0xFF : (byte)0;
        var (isWhole, text) = Dump([.. WorkedExample.Init, .. response]);
        Assert.False(isWhole);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_EveryByteDamagedAndEveryPrefix_NeverThrows()
    {
        byte[] whole = [.. WorkedExample.Init, .. CannedAnswers.Answer(NmsecMessageType.GetIkeTunnelsCascade, 1)];
        for (var length = 0; length < whole.Length; length += 3)
        {
            Dump(whole[..length]);
        }

        for (var offset = 0; offset < whole.Length; offset++)
        {
            foreach (var value in (byte[])[0x00, 0x01, 0x7F, 0xFF])
            {
                var damaged = (byte[])whole.Clone();
                damaged[offset] = value;
                Dump(damaged);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Dump_SeededRandomDamage_NeverThrows(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            byte[] damaged = [.. WorkedExample.Init, .. CannedAnswers.Answer(NmsecMessageType.GetIkeTunnelsCascade, 1), .. CannedAnswers.Answer(NmsecMessageType.GetPolicyFilters, 2)];
            for (var hits = random.Next(1, 20); hits > 0; hits--)
            {
                damaged[random.Next(12, damaged.Length)] = (byte)random.Next(256);
            }

            Dump(damaged);
        }
    }

    [Fact]
    public async Task Command_DumpOfAFile_HasTheExitCodeOfItsState()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, WorkedExample.Response);
            Assert.Equal(0, (await NmsecqTests.RunAsync("dump", file)).Code);
            await File.WriteAllBytesAsync(file, WorkedExample.Response[..200]);
            var (code, output, _) = await NmsecqTests.RunAsync("dump", file);
            Assert.Equal(1, code);
            Assert.Contains("decoding stops at offset 0", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        var (missing, _, errors) = await NmsecqTests.RunAsync("dump", file);
        Assert.Equal(1, missing);
        Assert.Contains(file, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_DialectFile_IsWhatTheStreamIsReadIn()
    {
        var folder = Directory.CreateTempSubdirectory("dialect");
        try
        {
            var (dialect, stream) = (Path.Combine(folder.FullName, "dialect.json"), Path.Combine(folder.FullName, "stream"));
            await File.WriteAllTextAsync(dialect, """{ "messageTypes": { "NMsec_GET_INTERFACES_IS_NOT_ONE": 1 } }""");
            var (code, _, errors) = await NmsecqTests.RunAsync("dump", stream, "--dialect", dialect);
            Assert.Equal(2, code);
            Assert.Contains("line 1", errors, StringComparison.Ordinal);
            await File.WriteAllTextAsync(dialect, """{ "messageTypes": { "NMsec_GET_IKETUN": "0x4711" }, "codes": { "NMsec_ACTMETHOD_ONDEMAND": 9, "NMsec_ACTMETHOD_USER": 3 } }""");
            await File.WriteAllBytesAsync(stream, (byte[])[.. WorkedExample.Response, .. CannedAnswers.Answer(NmsecMessageType.GetDynamicTunnelsIke, 2)]);
            var (_, output, _) = await NmsecqTests.RunAsync("dump", stream, "--dialect", dialect);
            Assert.Contains("Message 1: unknown type X'010A'", output, StringComparison.Ordinal);
            Assert.Contains("3 NMsec_ACTMETHOD_USER", output, StringComparison.Ordinal);
            Assert.Contains("\"0x4711\"", (await NmsecqTests.RunAsync("dialect", "--dialect", dialect)).Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (bool IsWhole, string Text) Dump(byte[] bytes)
    {
        var output = new StringWriter { NewLine = "\n" };
        var isWhole = new StreamDumper(NmsecDialect.Design1, output).Dump([new Recording("stream", bytes)]);
        return (isWhole, output.ToString());
    }

    private static void AssertLines(string text, params string[] lines)
    {
        var printed = text.Split('\n');
        Assert.All(lines, line => Assert.Contains(line, printed));
    }
}
