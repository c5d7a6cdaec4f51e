using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;

namespace MyIkev2.TestInstances.Running;

/// <summary>Makes the plan of a run of what a setup file came to.</summary>
public static class SetupRuns
{
    /// <summary>What the setup says, for a <see cref="TestInstance"/>.</summary>
    /// <param name="plan">The setup's plan.</param>
    /// <param name="logFile">Where the run writes its log; null = nowhere.</param>
    /// <param name="prepare">Makes the addresses that the plan needs; null where they are there.</param>
    public static RunPlan Plan(TestPlan plan, string? logFile = null, Func<CancellationToken, Task<IAsyncDisposable>>? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var setup = plan.Setup;
        return new RunPlan
        {
            Role = setup.Role,
            Tunnels = setup.NumberOfTunnels,
            Configuration = plan.Configuration,
            Runtime = plan.CreateRuntimeOptions(),
            Description = setup.Description,
            SetupInterval = setup.SetupInterval,
            Window = setup.Runner.MaximumHalfOpen,
            RetryInterval = setup.RetryInterval,
            MaximumTries = setup.MaximumTries,
            RunningTime = setup.RunningTime,
            AbortOnError = setup.AbortOnError,
            Flapping = Flapping(plan),
            Pings = Pings(plan),

            // A gateway answers the pings of its clients, whether or not it pings itself.
            CarriesPackets = plan.CarriesPackets || setup.Role == TestRole.Gateway,
            KeepsIkeHistory = setup.Ike.KeepsIkeHistory,
            KeepsChildHistory = setup.Ike.KeepsChildHistory,
            Prepare = prepare,
            Log = logFile is null ? null : new EventLogPlan(
                logFile, (TestEventLevel)setup.LogLevel, setup.LogKeyword, setup.LogFileMegabytes * 1_000_000L, setup.LogInMemory),
            Seed = (int)(setup.Runner.Seed & int.MaxValue),
        };
    }

    private static FlapPlan? Flapping(TestPlan plan)
    {
        var (flap, tunnels) = (plan.Setup.Flap, plan.Setup.NumberOfTunnels);
        return flap.Enabled && plan.Setup.Role == TestRole.Client
            ? new FlapPlan(flap.Tunnels < 0 ? tunnels : Math.Min(flap.Tunnels, tunnels), flap.MinimumInterval, flap.MaximumInterval)
            : null;
    }

    private static PingSchedule? Pings(TestPlan plan) => plan.PingOf(0) is not { } first ? null : new PingSchedule(plan.Setup.Ping.HoldTime, first)
    {
        // Without addresses of their own all tunnels have the same plan, and are told in one command.
        ForTunnel = plan.Setup.Ping.AutoAddresses ? null : tunnel => plan.PingOf(tunnel) ?? first,
    };
}
