using MyIkev2.Engine.Sa;
using Xunit;

namespace MyIkev2.Engine.Tests.Sa;

public sealed class MessageIdWindowTests
{
    [Fact]
    public void Judge_NextRequest_IsNew()
    {
        var window = new MessageIdWindow();
        Assert.Equal(RequestStanding.New, window.Judge(0));
        Assert.Equal(RequestStanding.OutOfWindow, window.Judge(1));
        Assert.Equal(RequestStanding.OutOfWindow, window.Judge(uint.MaxValue));
    }

    [Fact]
    public void Judge_RepeatOfLastRequest_IsAnsweredFromStore()
    {
        var window = new MessageIdWindow();
        window.Answered([[1, 2, 3]]);
        Assert.Equal(RequestStanding.Repeat, window.Judge(0));
        Assert.Equal([1, 2, 3], window.LastResponse.Single());
        Assert.Equal(RequestStanding.New, window.Judge(1));
        window.Answered([[4]]);
        Assert.Equal(RequestStanding.OutOfWindow, window.Judge(0));
    }
}
