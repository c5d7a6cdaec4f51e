using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.Nmsecq.Reports.ReportText;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>Port translations, as <c>ipsec -o display</c> shows them.</summary>
internal static class PortTranslationReport
{
    public static ReportEntry Entry(PortTranslationRecord record)
    {
        // NAT traversal is IPv4 here.
        var translation = record.Translation;
        var address = Address(translation.RemoteAddress, ipv6: false);
        return new ReportEntry($"{address} {translation.IpProtocol} {translation.TranslatedPort}",
        [
            new("RmtIpAddress", address),
            new("Protocol", Protocol(translation.IpProtocol)),
            new("OriginalRmtPort", $"{translation.OriginalPort}"),
            new("TranslatedRmtPort", $"{translation.TranslatedPort}"),
        ]);
    }
}

/// <summary>Interfaces, as <c>ipsec -i display</c> shows them.</summary>
internal static class InterfaceReport
{
    public static ReportEntry Entry(InterfaceRecord record)
    {
        var one = record.Interface;
        return new ReportEntry($"{one.Name} {one.Address}",
        [
            new("InterfaceName", one.Name.ToString()),
            new("InterfaceAddress", $"{one.Address}"),
            new("SecurityClass", $"{one.SecurityClass}"),
            new("Active", YesNo((one.Flags & InterfaceFlags.Active) != 0)),
            new("DVIPA", YesNo((one.Flags & InterfaceFlags.DynamicVipa) != 0)),
        ]);
    }
}

/// <summary>What stacks have of network security services, as <c>ipsec -w display</c> shows it.</summary>
internal static class NssReport
{
    public static ReportEntry Entry(NssRecord record)
    {
        var service = record.Service;
        string Flag(NssFlags flag) => YesNo((service.Flags & flag) != 0);
        return new ReportEntry(service.StackName.ToString(),
        [
            new("StackName", service.StackName.ToString()),
            new("NSSConfigured", Flag(NssFlags.Configured)),
            new("ClientName", Named(service.ClientName.ToString())),
            new("UserID", Named(service.UserId.ToString())),
            new("ServerSystemName", Named(service.ServerSystem.ToString())),
            new("ServerAddress", OptionalAddress(NssAddress.Of(service.ServerAddress))),
            new("ServerPort", Number(service.ServerPort)),
            new("CertificateServices", $"{Flag(NssFlags.CertificateSelected)} selected, {Flag(NssFlags.CertificateEnabled)} enabled"),
            new("RemoteManagement", $"{Flag(NssFlags.ManagementSelected)} selected, {Flag(NssFlags.ManagementEnabled)} enabled"),
        ]);
    }
}

/// <summary>Clients of the network security services server, as <c>ipsec -x display</c> shows them.</summary>
internal static class NssClientReport
{
    public static ReportEntry Entry(NssClientRecord record, ReportText text)
    {
        var client = record.Client;
        return new ReportEntry(client.ClientName.ToString(),
        [
            new("ClientName", client.ClientName.ToString()),
            new("Discipline", OptionalCode(client.Discipline, "NMsec_DISCIPLINE_")),
            new("UserID", Named(client.UserId.ToString())),
            new("ClientAddress", OptionalAddress(NssAddress.Of(client.Address))),
            new("ClientPort", Number(client.Port)),
            new("ClientAPIVersion", $"{client.ApiVersion}"),
            new("ConnectTime", text.Moment(client.ConnectTime)),
        ]);
    }
}
