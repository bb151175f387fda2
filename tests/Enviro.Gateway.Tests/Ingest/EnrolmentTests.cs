using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification.Tests;

namespace Enviro.Gateway.Tests;

public sealed class EnrolmentTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_new_chain_starts_with_charter_gateway_and_nodes()
    {
        EntryKind[] kinds = [.. _bench.Store.ReadEntries(0, 10).Select(entry => entry.Kind)];
        LedgerState state = LedgerState.Fold(_bench.Store);

        Assert.Equal([EntryKind.Charter, EntryKind.GatewayEnrolled, EntryKind.NodeEnrolled, EntryKind.NodeEnrolled], kinds);
        Assert.Equal("enviro", state.Charter!.Name);
        Assert.Equal(SealKeyKind.Software, Assert.Single(state.Gateways.Values).KeyKind);
        Assert.Equal([_bench.A.Urn, _bench.B.Urn], state.NodesByUrn.Keys.Order());
        Assert.True(_bench.Core.Sealer.Seal());
        _bench.AssertSound();
    }

    [Fact]
    public void A_restart_enrols_nothing_twice()
    {
        _bench.Restart();
        _bench.Core.Sealer.Seal();
        _bench.Restart();

        Assert.Equal(4, _bench.Store.EntryCount);
    }

    [Fact]
    public void A_node_added_to_the_configuration_is_enrolled_and_heard()
    {
        Assert.Equal(0, _bench.Process(_bench.Stranger, _bench.Stranger.Sign(1, 0, new byte[32], TestNode.StartS)).Kept);
        _bench.Options = With([.. _bench.Options.Nodes, Bench.List(_bench.Stranger)]);

        _bench.Restart();

        _bench.Greet(_bench.Stranger);
        _bench.KeepNext(_bench.Stranger);
        Assert.Equal(6, _bench.Store.EntryCount);
    }

    [Fact]
    public void The_same_key_under_another_name_is_refused()
    {
        NodeOptions renamed = Bench.List(_bench.A);
        renamed.Urn = "urn:dev:ops:32473-z";

        AssertRefused(With([renamed]), "urn:dev:ops:32473-z", "urn:dev:ops:32473-a");
    }

    [Fact]
    public void Another_key_under_the_same_name_is_refused()
    {
        NodeOptions usurper = Bench.List(_bench.Stranger);
        usurper.Urn = _bench.A.Urn;

        AssertRefused(With([usurper]), _bench.A.Urn, nameof(RegisterResult.UrnTaken));
    }

    [Fact]
    public void Another_assurance_level_is_refused() => AssertRefused(With([Bench.List(_bench.A, level: 2)]), _bench.A.Urn, "AL2", "AL1");

    [Fact]
    public void Another_site_is_refused() => AssertRefused(With([Bench.List(_bench.A, site: "cellar")]), _bench.A.Urn, "cellar", "roof");

    [Fact]
    public void Another_deployment_is_refused() =>
        AssertRefused(new GatewayOptions { Deployment = "another", Nodes = _bench.Options.Nodes }, "another", "enviro");

    [Fact]
    public void A_key_that_is_no_point_is_refused()
    {
        NodeOptions broken = Bench.List(_bench.Stranger);
        broken.PublicKey = new string('1', 128);

        AssertRefused(With([broken]), broken.Urn, nameof(RegisterResult.InvalidKey));
    }

    [Fact]
    public void Another_operators_key_is_refused()
    {
        using SigningKey other = SigningKey.Create(Path.Combine(_bench.Directory, "other.pem"));

        GatewayConfigurationException refused = Assert.Throws<GatewayConfigurationException>(() => _bench.Restart(other));

        Assert.Contains("operator.pem", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, _bench.Store.EntryCount);
    }

    private static GatewayOptions With(IReadOnlyList<NodeOptions> nodes) => new() { Nodes = nodes };

    private void AssertRefused(GatewayOptions options, params string[] named)
    {
        _bench.Options = options;

        GatewayConfigurationException refused = Assert.Throws<GatewayConfigurationException>(() => _bench.Restart());

        Assert.All(named, text => Assert.Contains(text, refused.Message, StringComparison.Ordinal));
        Assert.Equal(4, _bench.Store.EntryCount);
    }
}
