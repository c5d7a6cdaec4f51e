using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Testing;

namespace MyIkev2.Engine.Runtime.Tests.Diagnostics;

public sealed class KeyLogWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keylog").FullName;
    private readonly RecordingLogger _logger = new();

    public static KeyLogEntry Entry(EncryptionId encryption = EncryptionId.AesCbc, int bits = 128, IntegrityId integrity = IntegrityId.HmacSha256_128) => new(
        0x0102030405060708, 0x1112131415161718, [0xa1, 0xa2], [0xb1, 0xb2], [0xc1], [0xd1], encryption.ToString(), (int)encryption, bits, (int)integrity);

    public static EspKeyLogEntry EspEntry(EncryptionId encryption = EncryptionId.AesCbc, IntegrityId integrity = IntegrityId.HmacSha256_128, bool ipv6 = false) => new(
        IpAddress.Parse(ipv6 ? "2001:db8::1" : "192.0.2.1"), IpAddress.Parse(ipv6 ? "2001:db8::2" : "192.0.2.2"), 0xc1, encryption, integrity, [0xa1, 0xa2], integrity == IntegrityId.None ? [] : [0xb1]);

    [Fact]
    public void Write_ChildKeys_AppendsOneLineForEachDirectionToTheFileBeside()
    {
        var path = Path.Combine(_folder, "keys");
        using (var writer = new KeyLogWriter(path, _logger.CreateLogger("runtime")))
        {
            writer.Write(new ChildKeysDerived(EspEntry(), EspEntry(EncryptionId.AesGcm16, IntegrityId.None, ipv6: true)));
        }

        Assert.Equal(
            """
            "IPv4","192.0.2.1","192.0.2.2","0x000000c1","AES-CBC [RFC3602]","0xa1a2","HMAC-SHA-256-128 [RFC4868]","0xb1"
            "IPv6","2001:db8::1","2001:db8::2","0x000000c1","AES-GCM with 16 octet ICV [RFC4106]","0xa1a2","NULL",""

            """,
            File.ReadAllText(path + ".esp_sa"));
        Assert.Empty(File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path + ".esp_sa"));
        }
    }

    [Theory]
    [InlineData(EncryptionId.ChaCha20Poly1305, IntegrityId.None)]
    [InlineData(EncryptionId.AesCcm16, IntegrityId.None)]
    public void FormatEsp_WhatWiresharkCannotDecrypt_IsACommentWithoutKeys(EncryptionId encryption, IntegrityId integrity)
    {
        var line = WiresharkEspLine.Format(EspEntry(encryption, integrity));

        Assert.StartsWith("# 192.0.2.1,192.0.2.2,000000c1: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("a1a2", line, StringComparison.Ordinal);
    }

    [PeerFact("tshark", Package = "tshark")]
    public async Task FormatEsp_EveryName_IsTakenByTshark()
    {
        var lines = Enum.GetValues<EncryptionId>()
            .SelectMany(static e => Enum.GetValues<IntegrityId>(), static (e, i) => WiresharkEspLine.Format(EspEntry(e, i)))
            .Where(static line => !line.StartsWith('#'))
            .ToArray();
        Assert.InRange(lines.Length, 20, 200);
        var empty = Path.Combine(_folder, "empty.pcap");
        await File.WriteAllBytesAsync(empty, [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 1, 0, 0, 0]);
        var start = new ProcessStartInfo("tshark") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in lines.SelectMany(static line => new[] { "-o", "uat:esp_sa:" + line }).Prepend(empty).Prepend("-r"))
        {
            start.ArgumentList.Add(argument);
        }

        using var tshark = Process.Start(start)!;
        var said = tshark.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await tshark.WaitForExitAsync(limit.Token);

        Assert.DoesNotContain("esp_sa", await said, StringComparison.Ordinal);
        Assert.Equal(0, tshark.ExitCode);
    }

    [Fact]
    public void Write_Keys_AppendsOneLineOfTheDecryptionTable()
    {
        var path = Path.Combine(_folder, "keys");
        File.WriteAllText(path, "# mine\n");
        using (var writer = new KeyLogWriter(path, _logger.CreateLogger("runtime")))
        {
            writer.Write(new KeysDerived(Entry()));
            writer.Write(new ProgressEvent(LogSubsystem.Ike, 0, "no key"));
        }

        Assert.Equal(
            "# mine\n0102030405060708,1112131415161718,a1a2,b1b2,\"AES-CBC-128 [RFC3602]\",c1,d1,\"HMAC_SHA2_256_128 [RFC4868]\"\n",
            File.ReadAllText(path));
    }

    [Fact]
    public void Open_EvenAnOpenFile_BecomesPrivateAndTheLogSaysItLoudly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Path.Combine(_folder, "keys");
        File.WriteAllText(path, string.Empty);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        using var writer = new KeyLogWriter(path, _logger.CreateLogger("runtime"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        var line = Assert.Single(_logger.Lines);
        Assert.Equal(LogLevel.Critical, line.Level);
        Assert.Contains(path, line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EncryptionId.AesGcm16, 256, IntegrityId.None, "\"AES-GCM-256 with 16 octet ICV [RFC5282]\",c1,d1,\"NONE [RFC4306]\"")]
    [InlineData(EncryptionId.AesCcm8, 192, IntegrityId.None, "\"AES-CCM-192 with 8 octet ICV [RFC5282]\",c1,d1,\"NONE [RFC4306]\"")]
    [InlineData(EncryptionId.TripleDes, 0, IntegrityId.HmacSha1_96, "\"3DES [RFC2451]\",c1,d1,\"HMAC_SHA1_96 [RFC2404]\"")]
    [InlineData(EncryptionId.AesCtr, 256, IntegrityId.HmacSha512_256, "\"AES-CTR-256 [RFC5930]\",c1,d1,\"HMAC_SHA2_512_256 [RFC4868]\"")]
    public void Format_Algorithms_AreNamedAsWiresharkNamesThem(EncryptionId encryption, int bits, IntegrityId integrity, string expected) =>
        Assert.EndsWith(expected, WiresharkKeyLine.Format(Entry(encryption, bits, integrity)), StringComparison.Ordinal);

    [Fact]
    public void Format_WhatWiresharkCannotDecrypt_IsACommentWithoutKeys()
    {
        var line = WiresharkKeyLine.Format(Entry(EncryptionId.ChaCha20Poly1305, 0, IntegrityId.None));

        Assert.StartsWith("#", line, StringComparison.Ordinal);
        Assert.DoesNotContain("a1a2", line, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
