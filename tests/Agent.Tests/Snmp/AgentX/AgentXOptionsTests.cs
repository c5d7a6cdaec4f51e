using MyIkev2.Agent.Snmp.AgentX;

namespace MyIkev2.Agent.Tests.Snmp.AgentX;

public class AgentXOptionsTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("unix:/var/agentx/master", true)]
    [InlineData("tcp:127.0.0.1:705", true)]
    [InlineData("tcp:[::1]:705", true)]
    [InlineData("unix:master", false)]
    [InlineData("unix:", false)]
    [InlineData("/var/agentx/master", false)]
    [InlineData("tcp:127.0.0.1", false)]
    [InlineData("tcp:127.0.0.1:0", false)]
    [InlineData("tcp:localhost:705", false)]
    [InlineData("udp:127.0.0.1:705", false)]
    [InlineData("unix:/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void Validate_Address_IsOneOfTwoForms(string? address, bool right) =>
        Assert.Equal(right, new AgentXOptionsValidator().Validate(null, new AgentXOptions { Address = address }).Succeeded);

    [Theory]
    [InlineData(0, 0, 15)]
    [InlineData(256, 0, 15)]
    [InlineData(127, -1, 15)]
    [InlineData(127, 256, 15)]
    [InlineData(127, 0, 0)]
    [InlineData(127, 0, 3_601)]
    public void Validate_NumberOutOfRange_IsNamed(int priority, int timeout, int ping)
    {
        var result = new AgentXOptionsValidator().Validate(
            null, new AgentXOptions { Priority = priority, TimeoutSeconds = timeout, PingSeconds = ping });
        Assert.Contains("is not between", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void ReconnectDelay_Repeated_DoublesUpToAMinuteAndBeginsAnew()
    {
        var delay = new ReconnectDelay();
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 8).Select(_ => delay.Next().TotalSeconds));
        delay.Reset();
        Assert.Equal(1, delay.Next().TotalSeconds);
    }
}
