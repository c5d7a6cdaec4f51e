using System.Text;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.SnmpProtocol.Tests.Security;

public class Sha224Tests
{
    // FIPS 180-4 examples.
    [Theory]
    [InlineData("", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f")]
    [InlineData("abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525")]
    public void Hash_StandardText_IsTheStandardsHash(string text, string expected) =>
        Assert.Equal(expected, Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Hash_MillionLetters_IsTheStandardsHash() =>
        Assert.Equal(
            "20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67", Hash(Encoding.ASCII.GetBytes(new string('a', 1_000_000))));

    // RFC 4231, test cases 1, 2, 6 and 7.
    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There", "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22")]
    [InlineData("4a656665", "what do ya want for nothing?", "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44")]
    [InlineData(
        "*131", "Test Using Larger Than Block-Size Key - Hash Key First", "95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e")]
    [InlineData(
        "*131",
        "This is a test using a larger than block-size key and a larger than block-size data. "
        + "The key needs to be hashed before being used by the HMAC algorithm.",
        "3a854166ac5d9f023f54d517d0b39dbd946770db9c2b95c9f6f565d1")]
    public void Keyed_StandardCase_IsTheStandardsCode(string key, string text, string expected)
    {
        using var digest = Sha224.Keyed(key[0] == '*' ? Enumerable.Repeat((byte)0xAA, 131).ToArray() : Convert.FromHexString(key));
        var code = new byte[Sha224.HashLength];
        for (var use = 0; use < 2; use++)
        {
            digest.Append(Encoding.ASCII.GetBytes(text));
            digest.Finish(code);
            Assert.Equal(expected, Convert.ToHexStringLower(code));
        }
    }

    [Fact]
    public void Append_AnyPieces_IsTheSameAsAtOnce()
    {
        var octets = new byte[300];
        new Random(7).NextBytes(octets);
        using var digest = Sha224.Plain();
        var hash = new byte[Sha224.HashLength];
        for (var length = 0; length <= octets.Length; length++)
        {
            var expected = Hash(octets.AsSpan(0, length).ToArray());
            for (var piece = 1; piece <= 130; piece += 43)
            {
                for (var at = 0; at < length; at += piece)
                {
                    digest.Append(octets.AsSpan(at, Math.Min(piece, length - at)));
                }

                digest.Finish(hash);
                Assert.Equal(expected, Convert.ToHexStringLower(hash));
            }
        }
    }

    private static string Hash(byte[] octets)
    {
        var hash = new byte[Sha224.HashLength];
        Sha224.Hash(octets, hash);
        return Convert.ToHexStringLower(hash);
    }
}
