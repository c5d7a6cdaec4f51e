using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Tests.Messages;

public class MessageWriterTests
{
    [Fact]
    public void MessageLength_AnySize_IsTheLengthOfTheFramedMessage()
    {
        var buffer = new byte[80_000];
        int[] sizes = [0, 1, 80, 90, 99, 100, 101, 127, 128, 200, 220, 255, 256, 500, 1_472, 65_400, 65_535, 65_536];
        int[] numbers = [0, 1, -1, 127, 128, 32_767, 8_388_608, int.MaxValue, int.MinValue];
        foreach (var communityLength in (int[])[0, 6, 127, 128, 255])
        {
            var start = MessageWriter.MaximumHead(communityLength);
            foreach (var size in sizes)
            {
                foreach (var number in numbers)
                {
                    var message = MessageWriter.Frame(
                        buffer, start, size, SnmpVersion.V2c, new byte[communityLength], PduType.Response, number, number, number);
                    Assert.Equal(MessageWriter.MessageLength(size, communityLength, number, number, number), message.Length);
                }
            }
        }
    }
}
