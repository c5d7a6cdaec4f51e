using System.Runtime.InteropServices;
using Grpc.Core;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Agent.Grpc.Opi.DialectA;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// OPI's IPsec service. Connections are vpns of the running configuration and SAs those of the registry, whoever made them; listings come from one
/// captured view each and wait for nobody.
/// </summary>
internal sealed class IPsecService(
    ITunnelRegistry registry, IOptions<GrpcOptions> options, IEngineControl? control = null, IConfigurationControl? configuration = null)
{
    private readonly ConnectionReader _connections = new(new ProposalReader(options.Value.Opi.LegacyCrypto));

    public IPsecVersionResp Version()
    {
        EngineInfo engine = registry.Capture().Engine;
        return new IPsecVersionResp
        {
            Daemon = "myikev2",
            Version = engine.Version,
            Sysname = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsLinux() ? "Linux" : Environment.OSVersion.Platform.ToString(),
            Release = Environment.OSVersion.Version.ToString(),
            Machine = MachineOf(RuntimeInformation.OSArchitecture),
        };
    }

    public IPsecStatsResp Stats() => new() { Status = StatsText.Of(registry.Capture()) };

    public async Task<IPsecInitiateResp> InitiateAsync(IPsecInitiateReq request, CancellationToken cancellationToken)
    {
        if (request.Child.Length == 0 && request.Ike.Length == 0)
        {
            throw OpiFailure.Invalid("missing configuration name");
        }

        TimeSpan wait = OpiWords.Wait(request.Timeout);
        RefuseUnknown(request);
        EngineCommand command = request.Child.Length > 0
            ? new EngineCommand.InitiateChild(request.Child, request.Ike.Length > 0 ? request.Ike : null)
            : new EngineCommand.InitiateIke(request.Ike);

        // Its connections are those of vrf main.
        command = command with { Vrf = "main" };
        string what = request.Child.Length > 0 ? $"establishing CHILD_SA '{request.Child}' failed" : $"establishing IKE_SA '{request.Ike}' failed";
        Task<CommandResult> execution = control.Required().ExecuteAsync(command, progress: null, cancellationToken);
        if (wait == TimeSpan.Zero)
        {
            _ = execution.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return new IPsecInitiateResp();
        }

        CommandResult result;
        try
        {
            result = await execution.WaitAsync(wait, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What was started goes on; only the waiting is over.
            throw OpiFailure.New(
                StatusCode.DeadlineExceeded,
                request.Child.Length > 0
                    ? $"CHILD_SA '{request.Child}' not established after {wait.TotalMilliseconds:0} ms"
                    : $"IKE_SA '{request.Ike}' not established after {wait.TotalMilliseconds:0} ms");
        }

        return result.IsSuccess ? new IPsecInitiateResp() : throw OpiFailure.Of(result, what);
    }

    public async Task<IPsecTerminateResp> TerminateAsync(IPsecTerminateReq request, CancellationToken cancellationToken)
    {
        var choice = new SaChoice(request.Ike, request.IkeId, request.Child, request.ChildId);
        if (choice.IsEmpty)
        {
            throw OpiFailure.Invalid("missing terminate selector");
        }

        TimeSpan wait = OpiWords.Wait(request.Timeout);
        if (OpiWords.YesNo("force", request.Force) == true && request.Timeout.Length == 0)
        {
            wait = TimeSpan.Zero;
        }

        // Before the first DELETE, so that no end is missed.
        using ChangeSubscription changes = registry.Subscribe();
        List<uint> found = choice.Find(registry.Capture());
        if (found.Count == 0)
        {
            throw OpiFailure.NotFound("no matching SAs to terminate found");
        }

        foreach (uint id in found)
        {
            EngineCommand command = choice.MeansChildren
                ? new EngineCommand.FlushChild(SaSelector.ByUniqueId(id))
                : new EngineCommand.FlushIke(SaSelector.ByUniqueId(id));
            await control.Required().ExecuteAsync(command, progress: null, cancellationToken);
        }

        int left = wait == TimeSpan.Zero ? 0 : await WaitForEndAsync(choice, found.ToHashSet(), changes, wait, cancellationToken);
        return left == 0
            ? new IPsecTerminateResp { Success = OpiWords.Success, Matches = (uint)found.Count, Terminated = (uint)found.Count }
            : throw OpiFailure.New(StatusCode.Aborted, $"not all matching SAs could be terminated: {found.Count - left} of {found.Count} are gone");
    }

    public async Task<IPsecRekeyResp> RekeyAsync(IPsecRekeyReq request, CancellationToken cancellationToken)
    {
        var choice = new SaChoice(request.Ike, request.IkeId, request.Child, request.ChildId);
        if (choice.IsEmpty)
        {
            throw OpiFailure.Invalid("missing rekey selector");
        }

        bool reauthenticates = OpiWords.YesNo("reauth", request.Reauth) == true;
        if (reauthenticates && choice.MeansChildren)
        {
            throw OpiFailure.InvalidField("reauth", "IKE SAs are authenticated again, not their children.");
        }

        List<uint> found = choice.Find(registry.Capture());
        if (found.Count == 0)
        {
            throw OpiFailure.NotFound("no matching SAs to rekey found");
        }

        foreach (uint id in found)
        {
            SaSelector selector = SaSelector.ByUniqueId(id);
            EngineCommand command = choice.MeansChildren ? new EngineCommand.RekeyChild(selector)
                : reauthenticates ? new EngineCommand.ReauthenticateIke(selector)
                : new EngineCommand.RekeyIke(selector);
            await control.Required().ExecuteAsync(command, progress: null, cancellationToken);
        }

        return new IPsecRekeyResp { Success = OpiWords.RekeySuccess, Matches = (uint)found.Count };
    }

    public IPsecListSasResp ListSas(IPsecListSasReq request)
    {
        var choice = new SaChoice(request.Ike, request.IkeId, request.Child, request.ChildId);
        RegistryView view = registry.Capture();
        return new IPsecListSasResp { Ikesas = { view.Enumerate().Where(choice.Matches).Select(ike => SaListMapper.ToMessage(ike, choice, view.AsOf)) } };
    }

    public IPsecListConnsResp ListConns(IPsecListConnsReq request) => new()
    {
        Connection = { registry.Capture().Configuration.Where(vpn => request.Ike.Length == 0 || vpn.Name == request.Ike).Select(ConnectionListMapper.ToMessage) },
    };

    /// <summary>Certificates and revocation lists that the configuration may use.</summary>
    public IPsecListCertsResp ListCerts(IPsecListCertsReq request) => CertificateListMapper.ToMessage(registry.Capture().Certificates, request);

    public async Task<IPsecLoadConnResp> LoadConnAsync(IPsecLoadConnReq request, CancellationToken cancellationToken)
    {
        if (request.Connection is not { } connection)
        {
            throw OpiFailure.Invalid("missing connection");
        }

        IReadOnlyList<string> lines = _connections.Read(connection, IsConfigured(connection.Name), HasOwnKey(connection.Name));
        CommandResult result = await configuration.Required().EditAsync(lines, validateOnly: false, cancellationToken);
        return result.IsSuccess
            ? new IPsecLoadConnResp { Success = OpiWords.Success }
            : throw OpiFailure.Of(result with { Message = string.Join("; ", result.Errors.Select(static error => error.Message).DefaultIfEmpty(result.Message)) }, $"connection '{connection.Name}'");
    }

    public async Task<IPsecUnloadConnResp> UnloadConnAsync(IPsecUnloadConnReq request, CancellationToken cancellationToken)
    {
        if (request.Name.Length == 0)
        {
            throw OpiFailure.Invalid("unload: missing connection name");
        }

        if (!IsConfigured(request.Name))
        {
            throw OpiFailure.NotFound($"unload: connection '{request.Name}' not found");
        }

        var lines = new ConfigurationLines();
        lines.Delete("vpn", request.Name);
        if (HasOwnKey(request.Name))
        {
            lines.Delete("pre-shared-key", ConnectionReader.KeyName(request.Name));
        }

        CommandResult result = await configuration.Required().EditAsync(lines.All, validateOnly: false, cancellationToken);
        return result.IsSuccess ? new IPsecUnloadConnResp { Success = OpiWords.Success } : throw OpiFailure.Of(result, $"unload: connection '{request.Name}'");
    }

    private static string MachineOf(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        _ => architecture.ToString().ToLowerInvariant(),
    };

    private async Task<int> WaitForEndAsync(
        SaChoice choice, HashSet<uint> ids, ChangeSubscription changes, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(wait);
        int left = choice.CountLeft(registry.Capture(), ids);
        try
        {
            await foreach (TunnelChange _ in changes.ReadAllAsync(limit.Token))
            {
                // Ends come in crowds: one look at the registry for all that are there.
                while (changes.TryRead(out TunnelChange _))
                {
                }

                left = choice.CountLeft(registry.Capture(), ids);
                if (left == 0)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            left = choice.CountLeft(registry.Capture(), ids);
        }

        return left;
    }

    private void RefuseUnknown(IPsecInitiateReq request)
    {
        IReadOnlyList<VpnConfiguration> vpns = registry.Capture().Configuration;
        if (request.Ike.Length > 0 && !vpns.Any(vpn => vpn.Name == request.Ike))
        {
            throw OpiFailure.NotFound($"IKE_SA config '{request.Ike}' not found");
        }

        if (request.Child.Length > 0 && !vpns.Any(vpn => (request.Ike.Length == 0 || vpn.Name == request.Ike) && vpn.SecurityPolicies.Contains(request.Child)))
        {
            throw OpiFailure.NotFound($"CHILD_SA config '{request.Child}' not found");
        }
    }

    private bool IsConfigured(string name) => registry.Capture().Configuration.Any(vpn => vpn.Name == name);

    private bool HasOwnKey(string connection) =>
        configuration.Required().Show(ConfigurationLines.PathOf("pre-shared-key", ConnectionReader.KeyName(connection)), withDefaults: false, revealSecrets: false).IsSuccess;
}
