using MyIkev2.Agent.Grpc;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>Starts checked definitions, where the settings say.</summary>
internal sealed class ManagedTestStarter(DaemonOptions options, GrpcOptions grpc, ILoggerFactory loggers)
{
    /// <param name="test">What was checked.</param>
    /// <param name="cleanFirst">It may still be there from before a crash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartException">It cannot be started; the message is for the operator.</exception>
    public async Task<IManagedTest> StartAsync(PreparedTest test, bool cleanFirst, CancellationToken cancellationToken) => test switch
    {
        { Commands: { } commands } => CommandTest.Start(commands, options.CommandTimeout, options.OutputOctets, cleanFirst),
        { Request: { } request } when options.Isolation == TestIsolation.Process => await ProcessTest.StartAsync(request, grpc, options.ApiPorts).ConfigureAwait(false),
        _ => await InsideTest.StartAsync(test.Draft!, grpc, options.ApiPorts, loggers, cancellationToken).ConfigureAwait(false),
    };
}
