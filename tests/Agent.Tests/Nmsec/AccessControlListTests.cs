using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Who has a right to what: rows, patterns, shorthands, and nothing by default.</summary>
public class AccessControlListTests
{
    private const uint Stranger = 3_999_999_999;
    private const uint User = 1001;
    private const uint Group = 2001;

    private static readonly NmsecResource Display = NmsecResource.Stack("TCPIP1", NmsecAccess.Display);
    private static readonly NmsecResource Control = NmsecResource.Stack("TCPIP1", NmsecAccess.Control);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RightsOf_RootAndTheOwnUser_AreEverythingUnlessSwitchedOff(bool ownersMayAll)
    {
        var list = List(new NmsecOptions { OwnersMayAll = ownersMayAll });
        Assert.Equal(ownersMayAll, list.RightsOf(Peer(0)).May(Control));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(ownersMayAll, list.RightsOf(Peer(NativeMethods.EffectiveUserId)).May(Control));
        }
    }

    [Fact]
    public void RightsOf_AnybodyElseWithoutARow_AreNothing()
    {
        var rights = List(new NmsecOptions()).RightsOf(Peer(Stranger));
        foreach (var resource in (NmsecResource[])[Display, Control, NmsecResource.AllStacks, NmsecResource.ServiceClients])
        {
            Assert.False(rights.May(resource));
        }
    }

    [Fact]
    public void RightsOf_NobodyKnown_AreNothingWhereTheSystemCouldTell()
        => Assert.Equal(!OperatingSystem.IsLinux(), List(new NmsecOptions()).RightsOf(null).May(Display));

    [Theory]
    [InlineData(User, Stranger, new uint[0], true)]
    [InlineData(Stranger, Group, new uint[0], true)]
    [InlineData(Stranger, Stranger, new uint[] { 5, Group }, true)]
    [InlineData(Stranger, Stranger, new uint[] { 5 }, false)]
    public void RightsOf_AllowedUsersAndGroups_AreEveryDisplay(uint user, uint group, uint[] groups, bool allowed)
    {
        var rights = List(new NmsecOptions { AllowedUsers = [User], AllowedGroups = [Group] }).RightsOf(new PeerCredentials(1, user, group, groups));
        Assert.Equal(allowed, rights.May(Display));
        Assert.Equal(allowed, rights.May(NmsecResource.AllStacks));
        Assert.Equal(allowed, rights.May(NmsecResource.ServiceClients));
        Assert.False(rights.May(Control));
    }

    [Theory]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP1.IPSEC.DISPLAY", true, false, false, false)]
    [InlineData("ezb.netmgmt.sys1.TCPIP1.ipsec.display", true, false, false, false)]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP1.IPSEC.CONTROL", false, true, false, false)]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP1.IPSEC.*", true, true, false, false)]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP*.IPSEC.DISPLAY", true, false, false, false)]
    [InlineData("EZB.NETMGMT.*.*.IPSEC.DISPLAY", true, false, false, false)]
    [InlineData("EZB.NETMGMT.*.*.*.*", true, true, true, true)]
    [InlineData("EZB.NETMGMT.SYS1.SYS1.IKED.DISPLAY", false, false, true, false)]
    [InlineData("EZB.NETMGMT.SYS1.SYS1.NSS.DISPLAY", false, false, false, true)]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP1.IKED.DISPLAY", false, false, false, false)]
    [InlineData("EZB.NETMGMT.SYS2.TCPIP1.IPSEC.DISPLAY", false, false, false, false)]
    [InlineData("EZB.NETMGMT.SYS1.tcpip1.IPSEC.DISPLAY", false, false, false, false)]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP.IPSEC.DISPLAY", false, false, false, false)]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP?.IPSEC.DISPLAY", false, false, false, false)]
    public void Row_WithAPattern_CoversWhatItNames(string pattern, bool display, bool control, bool allStacks, bool clients)
    {
        var rights = List(Rule(pattern, users: ["1001"])).RightsOf(Peer(User));
        Assert.Equal(
            (display, control, allStacks, clients),
            (rights.May(Display), rights.May(Control), rights.May(NmsecResource.AllStacks), rights.May(NmsecResource.ServiceClients)));
    }

    [Fact]
    public void Row_ForAStackWithDotsInItsName_CoversIt()
    {
        var rights = List(Rule("EZB.NETMGMT.SYS1.blue.customer.IPSEC.DISPLAY", users: ["1001"])).RightsOf(Peer(User));
        Assert.True(rights.MayDisplay("blue.customer"));
        Assert.False(rights.MayDisplay("blue"));
    }

    [Fact]
    public void Row_ForEverybody_IsForStrangersToo()
    {
        var rights = List(Rule("EZB.NETMGMT.*.TCPIP1.IPSEC.DISPLAY", users: ["*"])).RightsOf(Peer(Stranger));
        Assert.True(rights.May(Display));
        Assert.False(rights.MayDisplay("TCPIP2"));
    }

    [Fact]
    public void Row_WithNames_IsForTheirNumbers()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var options = Rule("EZB.NETMGMT.*.*.IPSEC.CONTROL", users: ["root"], groups: ["root"]);
        options.OwnersMayAll = false;
        Assert.Empty(AccessControlList.Validate(options));
        Assert.True(List(options).RightsOf(new PeerCredentials(1, 0, Stranger, [])).May(Control));
        Assert.True(List(options).RightsOf(new PeerCredentials(1, Stranger, 0, [])).May(Control));
        Assert.False(List(options).RightsOf(Peer(Stranger)).May(Control));
    }

    [Theory]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP1.IPSEC.READ", "1", "READ must be DISPLAY, CONTROL")]
    [InlineData("EZB.NETMGMT.SYS1.TCPIP1.IPSECX.DISPLAY", "1", "IPSECX must be IPSEC, IKED, NSS")]
    [InlineData("EZB.IPSECCMD.SYS1.TCPIP1.IPSEC.DISPLAY", "1", "no resource")]
    [InlineData("EZB.NETMGMT.SYS1.IPSEC.DISPLAY", "1", "no resource")]
    [InlineData("EZB.NETMGMT..TCPIP1.IPSEC.DISPLAY", "1", "no resource")]
    [InlineData("", "1", "no resource")]
    [InlineData("EZB.NETMGMT.*.*.IPSEC.DISPLAY", "no-such-user-here", "there is no user 'no-such-user-here'")]
    public void Validate_ABadRow_NamesRowAndCause(string resource, string user, string cause)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var options = new NmsecOptions
        {
            AccessControl = [new NmsecAccessRule { Resource = "EZB.NETMGMT.*.*.IPSEC.DISPLAY", Users = ["1"] }, new NmsecAccessRule { Resource = resource, Users = [user] }],
        };
        var problem = Assert.Single(AccessControlList.Validate(options));
        Assert.StartsWith("Nmsec:AccessControl:1: ", problem, StringComparison.Ordinal);
        Assert.Contains(cause, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void System_WithoutAnOption_IsTheHostsNameInCapitals()
        => Assert.Equal(Environment.MachineName.Split('.')[0].ToUpperInvariant(), List(new NmsecOptions()).System);

    [Fact]
    public void NameOf_EveryResource_IsTheInterfaces()
    {
        Assert.Equal("EZB.NETMGMT.SYS1.TCPIP1.IPSEC.DISPLAY", Display.NameOn("SYS1"));
        Assert.Equal("EZB.NETMGMT.SYS1.TCPIP1.IPSEC.CONTROL", Control.NameOn("SYS1"));
        Assert.Equal("EZB.NETMGMT.SYS1.SYS1.IKED.DISPLAY", NmsecResource.AllStacks.NameOn("SYS1"));
        Assert.Equal("EZB.NETMGMT.SYS1.SYS1.NSS.DISPLAY", NmsecResource.ServiceClients.NameOn("SYS1"));
    }

    [Fact]
    public void Report_ManyRefusals_AreCountedAndLoggedOnceInAWhile()
    {
        var clock = new ManualTimeProvider(CannedRegistry.Now);
        var messages = new Messages();
        var log = new RefusalLog(List(new NmsecOptions { SystemName = "SYS1" }), clock, messages);
        for (var i = 0; i < 100; i++)
        {
            log.Report(Peer(Stranger), "NMsec_GET_IKETUN", Display);
        }

        Assert.Equal(100, log.Refusals);
        Assert.Contains("EZB.NETMGMT.SYS1.TCPIP1.IPSEC.DISPLAY", Assert.Single(messages.Texts), StringComparison.Ordinal);
        clock.Advance(RefusalLog.Interval);
        log.Report(Peer(Stranger), "NMsec_GET_IKETUN", Display);
        Assert.EndsWith(": 99", messages.Texts[^1], StringComparison.Ordinal);
        Assert.Equal(2, messages.Texts.Count);
    }

    private static PeerCredentials Peer(uint user) => new(4711, user, Stranger, []);

    private static NmsecOptions Rule(string resource, string[]? users = null, string[]? groups = null) => new()
    {
        SystemName = "SYS1",
        AccessControl = [new NmsecAccessRule { Resource = resource, Users = users ?? [], Groups = groups ?? [] }],
    };

    private static AccessControlList List(NmsecOptions options) => new(Options.Create(options));

    private sealed class Messages : ILogger<RefusalLog>
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Texts.Add(formatter(state, exception));
    }
}
