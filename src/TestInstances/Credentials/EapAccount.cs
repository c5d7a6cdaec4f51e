using MyIkev2.Engine.Policy;
using MyIkev2.TestInstances.Planning;

namespace MyIkev2.TestInstances.Credentials;

/// <summary>Who a client is in EAP.</summary>
/// <param name="Method">By which method.</param>
/// <param name="Identity">Its EAP identity.</param>
/// <param name="Password">Its password; empty where certificates count.</param>
internal sealed record EapAccount(AuthenticationKind Method, string Identity, string Password)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"EAP account {Identity}";

    /// <summary>The account of a tunnel: its index in place of every <c>&amp;d</c>.</summary>
    public EapAccount For(int index) => this with
    {
        Identity = SetupIdentities.Substitute(Identity, index),
        Password = SetupIdentities.Substitute(Password, index),
    };
}
