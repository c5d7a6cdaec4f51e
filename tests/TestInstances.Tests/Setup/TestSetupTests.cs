using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Tests.Setup;

public class TestSetupTests
{
    [Fact]
    public void Default_TwoInstances_AreEqual() => Assert.Equal(TestSetup.Default, new TestSetup());

    [Fact]
    public void Default_Selector_CoversEveryIpv4Address()
    {
        var selector = Assert.Single(TestSetup.Default.Children[0].OwnSelectors);

        Assert.Equal("0.0.0.0", selector.First.ToString());
        Assert.Equal("255.255.255.255", selector.Last.ToString());
    }
}
