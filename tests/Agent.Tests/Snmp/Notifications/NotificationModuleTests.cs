using System.Text.RegularExpressions;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Notifications;

// The notifications of the agent against those of mibs/MYIKEV2-MIB.txt.
public partial class NotificationModuleTests
{
    [Fact]
    public void OwnNotifications_NamesNumbersAndObjects_AreThoseOfTheModule()
    {
        var module = File.ReadAllText(BaseMibs.OwnModule);
        var expected = NotificationType().Matches(module).Select(match => (
            Name: match.Groups["name"].Value,
            Number: match.Groups["number"].Value,
            Objects: string.Join(',', match.Groups["objects"].Value.Split(',', StringSplitOptions.TrimEntries))));
        var served = OwnNotifications.All.Select(definition => (
            Name: definition.Descriptor,
            Number: $"{definition.Name(MibRoot.Default).SubIdentifiers[^1]}",
            Objects: string.Join(',', definition.Objects.Select(item => item.Descriptor))));
        Assert.Equal(12, OwnNotifications.All.Length);
        Assert.Equal(expected, served);
    }

    [Fact]
    public void OwnNotifications_NumberBeforeTheLast_IsZeroForTheMappingToVersion1() =>
        Assert.All(OwnNotifications.All, definition => Assert.Equal(0u, definition.Name(MibRoot.Default).SubIdentifiers[^2]));

    [Theory]
    [InlineData(NotificationKinds.All, "FF80")]
    [InlineData(NotificationKinds.VpnUpDown, "8000")]
    [InlineData(NotificationKinds.EngineStart, "0080")]
    [InlineData(NotificationKinds.ConfigReloaded | NotificationKinds.ChildUpDown, "4100")]
    public void Bits_OnTheWire_BeginWithTheHighest(NotificationKinds kinds, string octets)
    {
        var written = new byte[NotificationBits.Length];
        NotificationBits.Write(kinds, written);
        Assert.Equal(octets, Convert.ToHexString(written));
        Assert.True(NotificationBits.TryRead(written, out var read));
        Assert.Equal(kinds, read);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("80", true)]
    [InlineData("FF800000000000", true)]
    [InlineData("0040", false)]
    [InlineData("000000000001", false)]
    public void Bits_ThatTheModuleDoesNotName_AreRefused(string octets, bool right) =>
        Assert.Equal(right, NotificationBits.TryRead(Convert.FromHexString(octets), out _));

    [GeneratedRegex(@"^(?<name>myikev2N\w+) NOTIFICATION-TYPE\s+OBJECTS\s*\{(?<objects>[^}]*?)\s*\}[\s\S]*?::= \{ myikev2Notifications (?<number>\d+) \}", RegexOptions.Multiline)]
    private static partial Regex NotificationType();
}
