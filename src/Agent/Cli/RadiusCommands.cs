using System.CommandLine;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show radius</c>: the RADIUS servers and what they were asked and told.</summary>
internal static class RadiusCommands
{
    public static Command CreateShow()
    {
        var show = new Command("radius", "RADIUS servers, whether they answer, and what they were asked and told.");
        show.SetAction((parsed, _) => AgentConnection.RunAsync(parsed, async client =>
        {
            var servers = await client.ListRadiusServersAsync(new ListRadiusServersRequest()).ResponseAsync.ConfigureAwait(false);
            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? RadiusDisplay.Json(servers) : RadiusDisplay.Text(servers)).ConfigureAwait(false);
            return ExitCodes.Success;
        }));
        return show;
    }
}
