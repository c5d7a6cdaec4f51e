using System.Buffers.Binary;
using MyIkev2.Engine.Esp;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class InternetChecksumTests
{
    [Fact]
    public void Write_AnyLengthAndAlignment_EqualsTheSumWordByWord()
    {
        var random = new Random(1);
        var buffer = new byte[70_000];
        random.NextBytes(buffer);
        var field = new byte[2];
        for (var length = 0; length < 400; length++)
        {
            var octets = buffer.AsSpan(random.Next(64), length);
            InternetChecksum.Write(field, InternetChecksum.Add(0, octets));
            Assert.Equal(IpPackets.Checksum(octets), BinaryPrimitives.ReadUInt16BigEndian(field));
        }

        // Carries of all words at once.
        Array.Fill(buffer, (byte)0xff);
        foreach (var length in (int[])[1, 2, 31, 64, 65535, 70_000])
        {
            InternetChecksum.Write(field, InternetChecksum.Add(0, buffer.AsSpan(0, length)));
            Assert.Equal(IpPackets.Checksum(buffer.AsSpan(0, length)), BinaryPrimitives.ReadUInt16BigEndian(field));
        }
    }

    [Fact]
    public void Add_InPieces_IsTheSumOfTheWhole()
    {
        var octets = new byte[1000];
        new Random(2).NextBytes(octets);

        var pieces = InternetChecksum.Add(InternetChecksum.Add(InternetChecksum.Add(0, octets.AsSpan(0, 20)), octets.AsSpan(20, 512)), octets.AsSpan(532));

        Assert.Equal(InternetChecksum.Fold(InternetChecksum.Add(0, octets)), InternetChecksum.Fold(pieces));
    }
}
