using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>Levels of the system log by facility and subsystem.</summary>
public sealed class LoggingConfigurationTests
{
    [Fact]
    public void Load_Logging_ResolvesDefaults()
    {
        var levels = ConfigSamples.Load("/ vrf main ike logging authpriv default 1\n/ vrf main ike logging authpriv ike 2\n/ vrf main ike logging daemon network disable").LogLevels;

        Assert.Equal(0, levels[LogFacility.Daemon, LogSubsystem.Ike]);
        Assert.Equal(EngineLogLevels.Disabled, levels[LogFacility.Daemon, LogSubsystem.Network]);
        Assert.Equal(2, levels[LogFacility.Authpriv, LogSubsystem.Ike]);
        Assert.Equal(1, levels[LogFacility.Authpriv, LogSubsystem.Child]);
    }

    [Fact]
    public void Logging_Rows_AreTheSubsystemsOfTheEngine()
    {
        var rows = ConfigTree.Root.Find("vrf")!.Find("ike")!.Find("logging")!.Find("daemon")!.Children.Select(row => row.Name);

        Assert.Equal(["default", .. Enum.GetNames<LogSubsystem>().Select(name => name.ToLowerInvariant())], rows);
    }
}
