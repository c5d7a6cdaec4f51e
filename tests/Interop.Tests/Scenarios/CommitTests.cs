using Grpc.Core;
using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The process ends without warning while it commits.</summary>
[Trait("Category", "Interop")]
public class CommitTests(ITestOutputHelper output)
{
    private const int Lines = 400;

    [InteropFact]
    public async Task Kill_AtMomentsOfACommit_LeavesTheOldOrTheNewConfiguration()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var configuration = new TunnelPlan().Agent(lab.Network);
        Func<string, bool>[] moments =
        [
            static _ => true,
            static file => File.Exists(Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.new")),
            static file => LinesOf(file, round: 2) > 0,
        ];
        for (var round = 0; round < moments.Length; round++)
        {
            // Each round starts with what the one before has left: it loads.
            var agent = await lab.StartAgentAsync(configuration);
            await CommitAndKillAsync(agent, round, moments[round]);

            var lines = LinesOf(agent.ConfigurationFile, round);
            Assert.True(lines is 0 or Lines, $"round {round}: {lines} of {Lines} lines");
            configuration = configuration with { Text = await File.ReadAllTextAsync(agent.ConfigurationFile) };
        }
    }

    /// <summary>How many of a commit's lines a file has.</summary>
    private static int LinesOf(string file, int round) => File.ReadAllText(file).Split('\n').Count(line => line.Contains($"pool r{round}-", StringComparison.Ordinal));

    private static async Task CommitAndKillAsync(RunningAgent agent, int round, Func<string, bool> moment)
    {
        var request = new EditConfigurationRequest();
        request.Lines.AddRange(Enumerable.Range(0, Lines).Select(number => $"/ vrf main ike pool r{round}-{number} address 10.{round}.{number / 250}.{(number % 250) + 1}"));
        var client = new MyIkev2.Agent.Grpc.V1.Agent.AgentClient(agent.Channel);
        var commit = client.EditConfigurationAsync(request, deadline: DateTime.UtcNow + TimeSpan.FromMinutes(1)).ResponseAsync;
        while (!moment(agent.ConfigurationFile) && !commit.IsCompleted)
        {
            await Task.Yield();
        }

        await agent.KillAsync();
        try
        {
            await commit;
        }
        catch (RpcException)
        {
            // It was killed before it could answer.
        }
    }
}
