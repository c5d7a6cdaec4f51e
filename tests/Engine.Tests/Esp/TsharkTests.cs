using System.Buffers.Binary;
using System.Diagnostics;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>Wireshark's dissector as the judge of our packets: it is given the keys, checks the ICV, decrypts, and names what is inside.</summary>
public sealed class TsharkTests
{
    private const int EspProtocol = 50;
    private const int RawIp = 101;

    // TABLE: our names and those of Wireshark's esp_sa table.
    private static readonly (string Suite, string Encryption, string Integrity)[] Suites =
    [
        ("null+hmac-sha1", "NULL", "HMAC-SHA-1-96 [RFC2404]"),
        ("null+hmac-sha512", "NULL", "HMAC-SHA-512-256 [RFC4868]"),
        ("aes128-cbc+hmac-sha256", "AES-CBC [RFC3602]", "HMAC-SHA-256-128 [RFC4868]"),
        ("aes256-cbc+hmac-sha384", "AES-CBC [RFC3602]", "HMAC-SHA-384-192 [RFC4868]"),
        ("aes192-ctr+hmac-md5", "AES-CTR [RFC3686]", "HMAC-MD5-96 [RFC2403]"),
        ("3des-cbc+hmac-sha256", "TripleDES-CBC [RFC2451]", "HMAC-SHA-256-128 [RFC4868]"),
        ("aes128-gcm-128", "AES-GCM with 16 octet ICV [RFC4106]", "NULL"),
        ("aes256-gcm-96", "AES-GCM with 12 octet ICV [RFC4106]", "NULL"),
    ];

    [PeerFact("tshark", Package = "tshark")]
    public async Task Packets_OfEverySuiteThatWiresharkKnows_AreVerifiedAndDecrypted()
    {
        List<byte[]> frames = [];
        List<string> options = [];
        List<string> expected = [];
        for (var i = 0; i < Suites.Length; i++)
        {
            var (suite, encryption, integrity) = Suites[i];
            var installation = EspSuites.Install(suite) with { SpiOut = 0xD0000000u + (uint)i };
            options.Add(string.Join(
                ',', Quoted("IPv4", "192.0.2.1", "198.51.100.1", $"0x{installation.SpiOut:x8}", encryption, Key(installation.EncryptionKeyOut), integrity, Key(installation.IntegrityKeyOut))));
            foreach (var udp in new[] { false, true })
            {
                using var pair = new EspPair(installation with { UdpEncapsulation = udp });
                byte[] inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 30 + i);
                byte[] packet = pair.Protect(inner);
                frames.Add(udp
                    ? IpPackets.Packet("192.0.2.1", "198.51.100.1", IpPackets.UdpProtocol, [0x11, 0x94, 0x11, 0x94, 0, (byte)(packet.Length + 8), 0, 0, .. packet])
                    : IpPackets.Packet("192.0.2.1", "198.51.100.1", EspProtocol, packet));
                expected.Add($"0x{installation.SpiOut:x8}|1|True|10.1.0.1|10.2.0.1|{38 + i}");
            }
        }

        Assert.Equal(expected, await RunAsync(Capture(frames), options));
    }

    private static async Task<IReadOnlyList<string>> RunAsync(byte[] capture, List<string> securityAssociations)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, capture);
            var start = new ProcessStartInfo(PeerFactAttribute.Find("tshark")!) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[] { "-n", "-r", file, "-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE" })
            {
                start.ArgumentList.Add(argument);
            }

            foreach (var row in securityAssociations)
            {
                start.ArgumentList.Add("-o");
                start.ArgumentList.Add($"uat:esp_sa:{row}");
            }

            foreach (var argument in new[] { "-T", "fields", "-E", "separator=|", "-E", "occurrence=l", "-e", "esp.spi", "-e", "esp.sequence", "-e", "esp.icv_good", "-e", "ip.src", "-e", "ip.dst", "-e", "udp.length" })
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, await errors);
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Normalized)];
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Versions differ in how they print a flag.</summary>
    private static string Normalized(string line) => line.Replace("|1|1|", "|1|True|", StringComparison.Ordinal);

    private static string[] Quoted(params string[] fields) => [.. fields.Select(static field => $"\"{field}\"")];

    private static string Key(KeyMaterial key) => key.Length == 0 ? "" : "0x" + Convert.ToHexStringLower(key.Span);

    private static byte[] Capture(List<byte[]> frames)
    {
        using var file = new MemoryStream();
        Span<byte> word = stackalloc byte[4];
        foreach (var value in new uint[] { 0xA1B2C3D4, 0x00020004, 0, 0, 65535, RawIp })
        {
            BinaryPrimitives.WriteUInt32BigEndian(word, value);
            file.Write(word);
        }

        foreach (var frame in frames)
        {
            foreach (var value in new[] { 1_000_000_000u, 0u, (uint)frame.Length, (uint)frame.Length })
            {
                BinaryPrimitives.WriteUInt32BigEndian(word, value);
                file.Write(word);
            }

            file.Write(frame);
        }

        return file.ToArray();
    }
}
