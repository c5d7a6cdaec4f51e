using MyIkev2.Interop.Tests.Lab;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Interop.Tests.Agents;

/// <summary>A monitoring tool at the agent's NMsec socket.</summary>
internal sealed class NmsecMonitor : IAsyncDisposable
{
    private readonly NmsecClient _client;

    private NmsecMonitor(NmsecClient client) => _client = client;

    public static async Task<NmsecMonitor> ConnectAsync(RunningAgent agent) =>
        new(await NmsecClient.ConnectAsync(agent.NmsecSocket, new NmsecClientOptions { ResponseTimeout = Wait.Default }));

    /// <summary>NMsec_GET_IKETUN.</summary>
    public Task<List<IkeTunnelRecord>> IkeTunnelsAsync(params NmsecFilter[] filters) =>
        ReadAsync(NmsecMessageType.GetIkeTunnels, IkeTunnelRecord.Read, filters);

    /// <summary>NMsec_GET_IKETUNCASCADE.</summary>
    public Task<List<IkeTunnelCascadeRecord>> CascadesAsync(params NmsecFilter[] filters) =>
        ReadAsync(NmsecMessageType.GetIkeTunnelsCascade, IkeTunnelCascadeRecord.Read, filters);

    /// <summary>NMsec_GET_IPTUNDYNIKE.</summary>
    public Task<List<DynamicTunnelIkeRecord>> DynamicTunnelsAsync(params NmsecFilter[] filters) =>
        ReadAsync(NmsecMessageType.GetDynamicTunnelsIke, DynamicTunnelIkeRecord.Read, filters);

    /// <summary>NMsec_GET_IPTUNDYNSTACK.</summary>
    public Task<List<DynamicTunnelStackRecord>> StackTunnelsAsync(params NmsecFilter[] filters) =>
        ReadAsync(NmsecMessageType.GetDynamicTunnelsStack, DynamicTunnelStackRecord.Read, filters);

    /// <summary>Makes a control request about tunnels, each by name or ID or both, and returns what the answer says became of each.</summary>
    /// <param name="request">The control request.</param>
    /// <param name="tunnels">Names and IDs, empty text for what is not used; none for a request that takes none.</param>
    public async Task<IReadOnlyList<TunnelControlStatus>> ControlAsync(NmsecMessageType request, params (string Name, string Id)[] tunnels)
    {
        var records = tunnels.Length == 0
            ? await ReadAsync(request, TunnelControlRecord.Read, [])
            : await _client.ControlAsync(request, [.. tunnels.Select(tunnel => new TunnelReference(tunnel.Name, tunnel.Id))]);
        return [.. records.Select(record => record.Tunnel.Status)];
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<List<TRecord>> ReadAsync<TRecord>(NmsecMessageType request, RecordDecoder<TRecord> decoder, NmsecFilter[] filters)
    {
        var records = new List<TRecord>();
        await foreach (var record in await _client.MonitorAsync(request, decoder, filters))
        {
            records.Add(record);
        }

        return records;
    }
}
