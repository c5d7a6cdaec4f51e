using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>Where the interfaces are, as lines to copy.</summary>
internal sealed class DemoAccess(IOptions<SnmpOptions> snmp)
{
    public IEnumerable<(string Interface, string Command)> Lines()
    {
        var listen = snmp.Value.Listen.FirstOrDefault() ?? SnmpOptions.DefaultListen;
        yield return ("CLI", "./myikev2 show ike ike-sa details");
        yield return ("SNMP", $"snmpbulkwalk -v2c -c public -M +mibs -m +MYIKEV2-MIB {listen} MYIKEV2-MIB::myikev2MIB");
    }
}
