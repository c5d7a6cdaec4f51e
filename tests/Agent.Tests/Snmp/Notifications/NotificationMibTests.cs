using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Notifications;

// SNMP-TARGET-MIB, SNMP-NOTIFICATION-MIB and myikev2NotifControl as a manager of SNMPv2c sees them.
public class NotificationMibTests
{
    private const string Target = "1.3.6.1.6.3.12.1";
    private const string Notify = "1.3.6.1.6.3.13.1";
    private const string Control = $"{SourceFixture.Root}.1.13";

    [Fact]
    public async Task Walk_TargetsAndFilters_ShowsTheConfiguration()
    {
        await using var agent = await NotifyingAgent.Start(Settings);
        using var manager = Connect(agent);
        var z = $"{(int)'z'}";
        var a6 = $"{(int)'a'}.{(int)'6'}";
        string[] addresses =
        [
            $"2.{a6} = 1.3.6.1.2.1.100.1.2", $"2.{z} = 1.3.6.1.6.1.1",
            $"3.{a6} = 20010DB800000000000000000000000900A2", $"3.{z} = C00002090489",
            $"4.{a6} = 1500", $"4.{z} = 25",
            $"5.{a6} = 3", $"5.{z} = 7",
            $"6.{a6} = trap", $"6.{z} = inform east night",
            $"7.{a6} = a6", $"7.{z} = z",
            $"8.{a6} = 5", $"8.{z} = 5",
            $"9.{a6} = 1", $"9.{z} = 1",
        ];
        Assert.Equal(addresses.Select(line => $"{Target}.2.1.{line}"), Walk(manager, $"{Target}.2"));
        string[] parameters =
        [
            $"2.{a6} = 3", $"2.{z} = 1",
            $"3.{a6} = 3", $"3.{z} = 2",
            $"4.{a6} = notifier", $"4.{z} = z",
            $"5.{a6} = 2", $"5.{z} = 1",
            $"6.{a6} = 5", $"6.{z} = 5",
            $"7.{a6} = 1", $"7.{z} = 1",
        ];
        Assert.Equal(parameters.Select(line => $"{Target}.3.1.{line}"), Walk(manager, $"{Target}.3"));
        Assert.Equal([$"{Target}.1.0 = 0"], Walk(manager, $"{Target}.1"));

        var inform = string.Join('.', "inform"u8.ToArray());
        var trap = string.Join('.', "trap"u8.ToArray());
        string[] types = [$"2.{inform} = inform", $"2.{trap} = trap", $"3.{inform} = 2", $"3.{trap} = 1", $"4.{inform} = 5", $"4.{trap} = 5", $"5.{inform} = 1", $"5.{trap} = 1"];
        Assert.Equal(types.Select(line => $"{Notify}.1.1.{line}"), Walk(manager, $"{Notify}.1"));
        Assert.Equal([$"{Notify}.2.1.1.{z} = vpns", $"{Notify}.2.1.2.{z} = 5", $"{Notify}.2.1.3.{z} = 1"], Walk(manager, $"{Notify}.2"));
        var vpns = $"4.{string.Join('.', "vpns"u8.ToArray())}";
        string[] filter =
        [
            $"2.{vpns}.1.3.6.1.4.1 = ", $"2.{vpns}.1.3.6.1.4.1.9 = ",
            $"3.{vpns}.1.3.6.1.4.1 = 1", $"3.{vpns}.1.3.6.1.4.1.9 = 2",
            $"4.{vpns}.1.3.6.1.4.1 = 5", $"4.{vpns}.1.3.6.1.4.1.9 = 5",
            $"5.{vpns}.1.3.6.1.4.1 = 1", $"5.{vpns}.1.3.6.1.4.1.9 = 1",
        ];
        Assert.Equal(filter.Select(line => $"{Notify}.3.1.{line}"), Walk(manager, $"{Notify}.3"));
    }

    [Fact]
    public async Task Control_SetByAManager_CountsAndIsKept()
    {
        var state = new MemoryStateFiles();
        await using (var agent = await NotifyingAgent.Start(Settings, state))
        {
            using var manager = Connect(agent);
            Assert.Equal([$"{Control}.1.0 = FF80", $"{Control}.2.0 = 300", $"{Control}.3.0 = 0"], Walk(manager, Control));
            Assert.Equal(ErrorStatus.NoError, Set(manager, $"{Control}.1.0", writer => WriteOctets(writer, [0x80])));
            Assert.Equal(ErrorStatus.NoError, Set(manager, $"{Control}.2.0", writer => WriteGauge(writer, 6_000)));
            Assert.Equal(ErrorStatus.WrongValue, Set(manager, $"{Control}.2.0", writer => WriteGauge(writer, 6_001)));
            Assert.Equal(ErrorStatus.WrongValue, Set(manager, $"{Control}.1.0", writer => WriteOctets(writer, [0x00, 0x40])));
            Assert.Equal(ErrorStatus.NotWritable, Set(manager, $"{Control}.3.0", writer => WriteGauge(writer, 0), BerTag.Counter64));
            Assert.Equal([$"{Control}.1.0 = 8000", $"{Control}.2.0 = 6000", $"{Control}.3.0 = 0"], Walk(manager, Control));
        }

        await using var again = await NotifyingAgent.Start(Settings, state);
        using var later = Connect(again);
        Assert.Equal([$"{Control}.1.0 = 8000", $"{Control}.2.0 = 6000", $"{Control}.3.0 = 0"], Walk(later, Control));
        Assert.Equal(NotificationKinds.VpnUpDown, again.Switches.Enabled);
    }

    [Fact]
    public void Make_CommunityFileCannotBeRead_IsAnErrorOfTheOptions()
    {
        var options = new NotificationOptions { Targets = [new NotificationTargetOptions { Address = "192.0.2.9:162", CommunityFile = "/no/such/community" }] };

        var exception = Assert.Throws<OptionsValidationException>(() => NotificationTargets.Make(options));

        Assert.StartsWith("Snmp:Notifications:Targets: target-1: ", Assert.Single(exception.Failures), StringComparison.Ordinal);
        Assert.Contains("community", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Address", "192.0.2.9", "is not an address with a port")]
    [InlineData("Address", "192.0.2.9:0", "is not an address with a port")]
    [InlineData("Version", "4", "is none of 1, 2c and 3")]
    [InlineData("Version", "3", "needs a User and no community")]
    [InlineData("CommunityFile", "/etc/passwd", "set either Community or CommunityFile")]
    [InlineData("Level", "high", "is none of noAuthNoPriv")]
    [InlineData("Level", "3", "is none of noAuthNoPriv")]
    [InlineData("Type", "report", "is neither trap nor inform")]
    [InlineData("Timeout", "00:06:00", "Timeout is")]
    [InlineData("Timeout", "00:00:00", "Timeout is")]
    [InlineData("Retries", "256", "Retries is 0 to 255")]
    [InlineData("Filter", "none", "there is no filter 'none'")]
    [InlineData("Tags:0", "two words", "tags are words")]
    [InlineData("Name", "a-name-that-is-longer-than-thirty-two-octets", "a name has at most 32 octets")]
    public void Validate_TargetOption_SaysWhatIsWrong(string option, string value, string complaint)
    {
        var result = Validate(new()
        {
            ["Targets:0:Address"] = "192.0.2.9:162",
            ["Targets:0:Community"] = "top secret",
            [$"Targets:0:{option}"] = value,
        });
        Assert.True(result.Failed);
        Assert.Contains(complaint, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("top secret", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_WholeSection_SaysEverythingAtOnce()
    {
        var result = Validate(new()
        {
            ["QueueCapacity"] = "0",
            ["MaxPerMinute"] = "6001",
            ["Filters:0:Name"] = "f",
            ["Filters:0:Include:0"] = "1.3.x",
            ["Filters:1:Name"] = "f",
            ["Targets:0:Address"] = "192.0.2.9:162",
            ["Targets:0:Community"] = "public",
            ["Targets:0:Version"] = "1",
            ["Targets:0:Type"] = "inform",
            ["Targets:1:Address"] = "192.0.2.9:162",
            ["Targets:1:Community"] = "public",
            ["Targets:1:Name"] = "target-1",
        });
        Assert.Equal(7, result.Failures!.Count());
    }

    private static Dictionary<string, string?> Settings => new()
    {
        ["Snmp:Listen:0"] = "127.0.0.1:0",
        ["Snmp:Communities:0:Community"] = "writer",
        ["Snmp:Communities:0:Group"] = "writers",
        ["Snmp:Groups:0:Name"] = "writers",
        ["Snmp:Groups:0:Rights:0:Level"] = "noAuthNoPriv",
        ["Snmp:Groups:0:Rights:0:Read"] = "all",
        ["Snmp:Groups:0:Rights:0:Write"] = "all",
        ["Snmp:Users:0:Name"] = "notifier",
        ["Snmp:Users:0:AuthenticationPassword"] = "authentication secret",
        ["Snmp:Users:0:Privacy"] = "none",
        ["Snmp:Notifications:Targets:0:Name"] = "z",
        ["Snmp:Notifications:Targets:0:Address"] = "192.0.2.9:1161",
        ["Snmp:Notifications:Targets:0:Community"] = "secret",
        ["Snmp:Notifications:Targets:0:Type"] = "inform",
        ["Snmp:Notifications:Targets:0:Timeout"] = "00:00:00.25",
        ["Snmp:Notifications:Targets:0:Retries"] = "7",
        ["Snmp:Notifications:Targets:0:Tags:0"] = "east",
        ["Snmp:Notifications:Targets:0:Tags:1"] = "night",
        ["Snmp:Notifications:Targets:0:Filter"] = "vpns",
        ["Snmp:Notifications:Targets:1:Name"] = "a6",
        ["Snmp:Notifications:Targets:1:Address"] = "[2001:db8::9]:162",
        ["Snmp:Notifications:Targets:1:User"] = "notifier",
        ["Snmp:Notifications:Targets:1:Level"] = "authNoPriv",
        ["Snmp:Notifications:Filters:0:Name"] = "vpns",
        ["Snmp:Notifications:Filters:0:Include:0"] = "1.3.6.1.4.1",
        ["Snmp:Notifications:Filters:0:Exclude:0"] = "1.3.6.1.4.1.9",
    };

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Dictionary<string, string?> settings)
    {
        var options = new NotificationOptions();
        Microsoft.Extensions.Configuration.ConfigurationBinder.Bind(
            Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(
                new Microsoft.Extensions.Configuration.ConfigurationBuilder(), settings).Build(),
            options);
        return new NotificationOptionsValidator().Validate(null, options);
    }

    private static UdpClient Connect(NotifyingAgent agent)
    {
        var manager = new UdpClient();
        manager.Client.ReceiveTimeout = 30_000;
        manager.Connect(agent.Agent.EndPoints[0]);
        return manager;
    }

    private static SnmpReply Ask(UdpClient manager, ReadOnlySpan<byte> request)
    {
        manager.Send(request);
        var from = new IPEndPoint(IPAddress.Any, 0);
        return SnmpReply.Read(manager.Receive(ref from));
    }

    private static string[] Walk(UdpClient manager, string from)
    {
        var start = ObjectIdentifier.Parse(from);
        var lines = new List<string>();
        for (var last = start; ;)
        {
            foreach (var binding in Ask(manager, SnmpRequest.Build(PduType.GetBulk, [last.ToString()], "writer", second: 20)).Bindings)
            {
                if (binding.Tag == BerTag.EndOfMibView || !start.Contains(binding.Name.SubIdentifiers))
                {
                    return [.. lines];
                }

                Assert.True(binding.Name > last);
                last = binding.Name;
                lines.Add($"{binding.Name} = {(binding.Value is byte[] octets ? Text(octets) : binding.Value)}");
            }
        }
    }

    private static string Text(byte[] octets) =>
        octets.All(octet => octet is >= 0x20 and <= 0x7E) ? System.Text.Encoding.ASCII.GetString(octets) : Convert.ToHexString(octets);

    private static ErrorStatus Set(UdpClient manager, string name, Func<BerWriter, BerWriter> write, BerTag? tag = null)
    {
        var buffer = new byte[1_500];
        var start = MessageWriter.MaximumHead(6);
        var writer = new BerWriter(buffer.AsSpan(start));
        var binding = writer.BeginSequence();
        writer.WriteObjectIdentifier(ObjectIdentifier.Parse(name));
        var value = writer.Position;
        writer = write(writer);
        if (tag is { } other)
        {
            buffer[start + value] = (byte)other;
        }

        writer.EndSequence(binding);
        return Ask(manager, MessageWriter.Frame(buffer, start, writer.Position, SnmpVersion.V2c, "writer"u8, PduType.Set, 1, 0, 0)).Status;
    }

    private static BerWriter WriteOctets(BerWriter writer, ReadOnlySpan<byte> octets)
    {
        writer.WriteOctetString(octets);
        return writer;
    }

    private static BerWriter WriteGauge(BerWriter writer, uint value)
    {
        writer.WriteGauge32(value);
        return writer;
    }
}
