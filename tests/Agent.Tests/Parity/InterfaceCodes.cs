using System.Globalization;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>
/// TABLE: the numbers and words of the interfaces, written down here a second time so that a slip in a front end's own table shows. Left the
/// interface's code, right what the registry may say then.
/// </summary>
internal sealed class InterfaceCodes(object missing, params (object Code, string[] Meanings)[] rows)
{
    // State and extended state; a tunnel being negotiated is told apart by the latter.
    public static InterfaceCodes NmsecIkeState { get; } = new(
        "none", ("2/0", ["Pending"]), ("3/1", ["InitSent"]), ("3/2", ["InitAnswered"]), ("3/3", ["AuthSent"]), ("3/6", ["AwaitingAuthorization"]),
        ("4/4", ["Established", "Rekeying"]), ("6/7", ["Rekeyed", "Closing"]), ("5/5", ["Expired", "Closed"]));

    // initSent, authSent, established, rekeying, rekeyed, deleting
    public static InterfaceCodes SnmpIkeState { get; } = new(
        "none", (1, ["InitSent", "InitAnswered"]), (2, ["AuthSent", "AwaitingAuthorization"]), (3, ["Established"]), (4, ["Rekeying"]), (5, ["Rekeyed"]),
        (6, ["Expired", "Closing"]));

    // INIT, CREATED, ESTABLISHED, UPDATING_ADDR, REKEYING, REKEYED, CLOSED, CLOSING, DPD, CHILD_REKEYING
    public static InterfaceCodes TestApiIkeState { get; } = new(
        "none", (0, ["Pending", "InitSent"]), (1, ["InitAnswered", "AuthSent", "AwaitingAuthorization"]), (2, ["Established/None"]), (3, ["Established/UpdatingAddress"]),
        (4, ["Rekeying", "Established/IkeRekeying"]), (5, ["Rekeyed"]), (6, ["Closed"]), (7, ["Expired", "Closing"]), (8, ["Established/LivenessCheck"]),
        (9, ["Established/ChildRekeying"]));

    public static InterfaceCodes CliIkeState { get; } = new(
        "none", ("created", ["Pending"]), ("connecting", ["InitSent", "InitAnswered", "AuthSent", "AwaitingAuthorization"]), ("established", ["Established"]),
        ("rekeying", ["Rekeying"]), ("rekeyed", ["Rekeyed"]), ("deleting", ["Expired", "Closing"]), ("destroying", ["Closed"]));

    public static InterfaceCodes NmsecChildState { get; } = new(
        "none", (2, ["Routed", "Pending"]), (3, ["Negotiating"]), (4, ["Installed", "Rekeying"]), (5, ["Expired", "Deleted"]), (6, ["Rekeyed", "Deleting"]));

    public static InterfaceCodes NmsecActivation { get; } = new(
        "none", (0, ["Unknown"]), (1, ["UserCommand"]), (2, ["Remote"]), (3, ["OnDemand"]), (6, ["Automatic"]));

    // up, down, negotiating, rekeying, onDemand
    public static InterfaceCodes SnmpChildState { get; } = new(
        "none", (1, ["Installed"]), (2, ["Rekeyed", "Deleting", "Expired", "Deleted"]), (3, ["Pending", "Negotiating"]), (4, ["Rekeying"]), (5, ["Routed"]));

    public static InterfaceCodes TestApiChildState { get; } = new(
        "none", (0, ["Routed"]), (1, ["Pending", "Negotiating"]), (2, ["Installed"]), (3, ["Rekeying"]), (4, ["Rekeyed"]), (5, ["Deleting", "Expired"]));

    public static InterfaceCodes CliChildState { get; } = new(
        "none", ("routed", ["Routed"]), ("installing", ["Negotiating"]), ("installed", ["Installed"]), ("rekeying", ["Rekeying"]), ("rekeyed", ["Rekeyed"]),
        ("deleting", ["Deleting"]), ("deleted", ["Deleted"]), ("expired", ["Expired"]), ("pending", ["Pending"]));

    public static InterfaceCodes TestApiCloseCode { get; } = new(
        12, (0, ["None"]), (1, ["AdminDown", "ConfigurationChanged", "Idle"]), (2, ["PeerDelete"]), (3, ["Timeout"]), (4, ["PeerDead"]),
        (5, ["AuthenticationFailedLocal", "AuthenticationFailedRemote", "CertificateInvalid"]), (6, ["NoProposalChosen", "InvalidKe"]),
        (7, ["TsUnacceptable"]), (8, ["Expired"]), (11, ["Replaced"]));

    // IANA's numbers on the right. What NMsec has no number for is 0.
    public static InterfaceCodes NmsecEncryption { get; } = new(0, (18, ["2"]), (3, ["3"]), (12, ["12"]), (20, ["20"]), (28, ["28"]));

    public static InterfaceCodes NmsecIntegrity { get; } = new(0, (40, ["1"]), (41, ["2"]), (9, ["5"]), (7, ["12"]), (13, ["13"]), (14, ["14"]));

    // Of data tunnels: other numbers for the old algorithms.
    public static InterfaceCodes NmsecDataEncryption { get; } = new(0, (18, ["2"]), (3, ["3"]), (11, ["11"]), (12, ["12"]), (20, ["20"]), (28, ["28"]));

    public static InterfaceCodes NmsecDataIntegrity { get; } = new(0, (38, ["1"]), (39, ["2"]), (9, ["5"]), (7, ["12"]), (13, ["13"]), (14, ["14"]));

    public static InterfaceCodes NmsecPrf { get; } = new(0, (38, ["1"]), (39, ["2"]), (18, ["4"]), (15, ["5"]), (16, ["6"]), (17, ["7"]));

    public static InterfaceCodes NmsecAuthentication { get; } = new(0, (2, ["1"]), (3, ["2"]), (4, ["9"]), (5, ["10"]), (6, ["11"]), (7, ["14"]));

    public static InterfaceCodes NmsecIdentity { get; } = new(
        0, (1, ["1"]), (2, ["2"]), (3, ["3"]), (5, ["5"]), (9, ["9"]), (10, ["10"]), (11, ["11"]));

    /// <summary>The code that the interface must give for a value of the registry.</summary>
    public object Of(object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return rows.Where(row => row.Meanings.Contains(text)).Select(static row => row.Code).SingleOrDefault(missing);
    }
}
