using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show certificates</c>: what the configuration may use, and until when.</summary>
internal static class CertificateCommands
{
    public static Command CreateShow()
    {
        var show = new Command("certificates", "Certificates and revocation lists, and until when they are valid.");
        show.SetAction((parsed, _) => AgentConnection.RunAsync(parsed, async client =>
        {
            var certificates = new List<Certificate>();
            var asOf = DateTimeOffset.UnixEpoch;
            using var call = client.ListCertificates(new ListCertificatesRequest());
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                certificates.AddRange(batch.Certificates);
                asOf = batch.AsOf.ToDateTimeOffset();
            }

            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? CertificateText.Json(certificates) : CertificateText.Lines(certificates, asOf)).ConfigureAwait(false);
            return ExitCodes.Success;
        }));
        return show;
    }
}
