using System.Text;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Contributors;

/// <summary>Vendor IDs that we know by name, for displays only; nothing depends on them.</summary>
internal static class VendorIds
{
    // MD5("strongSwan"), as that daemon sends it when told to.
    private const string StrongSwan = "882fe56d6fd20dbc2251613b2ebe5beb";

    /// <summary>The name of the first known vendor, or empty.</summary>
    public static string Recognize(IReadOnlyList<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            if (payload is VendorIdPayload vendor)
            {
                var hex = Convert.ToHexStringLower(vendor.Data.Span);
                if (hex == StrongSwan)
                {
                    return "strongSwan";
                }

                if (vendor.Data.Span.StartsWith("OE-Libreswan"u8) || Encoding.ASCII.GetString(vendor.Data.Span).Contains("Libreswan", StringComparison.Ordinal))
                {
                    return "Libreswan";
                }
            }
        }

        return string.Empty;
    }
}
