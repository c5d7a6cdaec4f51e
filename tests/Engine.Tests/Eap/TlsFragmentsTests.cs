using MyIkev2.Engine.Eap.Tls;
using Xunit;

namespace MyIkev2.Engine.Tests.Eap;

public sealed class TlsFragmentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    [InlineData(TlsFragments.LongestMessage)]
    public void Message_OfAnyLength_ArrivesWhole(int length)
    {
        var message = new byte[length];
        for (var i = 0; i < length; i++)
        {
            message[i] = (byte)(i * 7);
        }

        var (sender, receiver) = (new TlsFragments(0), new TlsFragments(0));
        var frame = receiver.Take(sender.Begin(message));
        while (sender.HasMore)
        {
            Assert.Equal(TlsFrame.Partial, frame);
            Assert.Equal(TlsFrame.Acknowledgement, sender.Take(receiver.Acknowledgement()));
            frame = receiver.Take(sender.Next());
        }

        Assert.Equal(TlsFrame.Whole, frame);
        Assert.Equal(message, receiver.Message.ToArray());
    }

    [Theory]
    [InlineData("80000000")] // L without a length
    [InlineData("8000010001AA")] // more than is read
    [InlineData("8000000001AABB")] // more than announced
    [InlineData("8000000003AABB")] // less than announced, and no more to come
    [InlineData("40")] // more to come after nothing
    public void Packet_WhoseLengthsDoNotAddUp_IsMalformed(string data) =>
        Assert.Equal(TlsFrame.Malformed, new TlsFragments(0).Take(Convert.FromHexString(data)));

    [Fact]
    public void Fragments_WithoutEnd_AreRefusedAtTheLimit()
    {
        var fragments = new TlsFragments(0);
        byte[] packet = [0x40, .. new byte[1000]];
        var count = 0;
        while (fragments.Take(packet) == TlsFrame.Partial)
        {
            count++;
        }

        Assert.Equal(TlsFragments.LongestMessage / 1000, count);
    }

    [Fact]
    public void Length_ThatChanges_IsMalformed()
    {
        var fragments = new TlsFragments(0);
        Assert.Equal(TlsFrame.Partial, fragments.Take(Convert.FromHexString("C000000004AA")));

        Assert.Equal(TlsFrame.Malformed, fragments.Take(Convert.FromHexString("8000000005BBCCDD")));
    }
}
