using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Same seed, same model; and nothing of a fit stays behind.</summary>
public abstract partial class TrainerContract<TOptions>
{
    [Fact]
    public void Fit_SameSeed_GivesTheSameBytes()
    {
        var schema = new MLContext(1).View().Schema;

        ModelBytes.OfFile(Fit(new(), contextSeed: 99), schema).Should().Be(ModelBytes.OfFile(Model, schema), "the option's seed is the only one that counts");
        ModelBytes.OfFile(Fit(new() { Seed = null }), schema).Should().Be(ModelBytes.OfFile(Model, schema), "without one the context's counts");
    }

    [Fact]
    public async Task Fit_TwoAtOnce_GiveTheSameNetworks()
    {
        var models = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => ModelBytes.OfNetworks(Fit(new())))));

        models.Should().OnlyContain(model => model == ModelBytes.OfNetworks(Model));
    }

    [Fact]
    public void Fit_OtherSeed_GivesOtherNetworks()
        => ModelBytes.OfNetworks(Fit(new() { Seed = 2 })).Should().NotBe(ModelBytes.OfNetworks(Model));

    [Fact]
    public void Fit_MoreEpochs_ChangesTheNetworks()
    {
        string AfterEpochs(int epochs) => ModelBytes.OfNetworks(Fit(new() { Epochs = epochs, ValidationFraction = 0 }));

        AfterEpochs(1).Should().NotBe(AfterEpochs(3));
    }

    [Theory]
    [InlineData("GroupText")]
    [InlineData("GroupNumber")]
    public void Fit_GroupColumnOfAnotherType_GivesTheSameNetworks(string group)
        => ModelBytes.OfNetworks(Fit(new() { Group = group })).Should().Be(ModelBytes.OfNetworks(Model));

    [Fact]
    public void Fit_SparseFeatures_GivesTheNetworksOfDenseOnes()
    {
        var context = new MLContext(1);
        var sparse = context.Transforms.Categorical.OneHotEncoding("SparseSeason", "Season").Fit(context.View()).Transform(context.View());

        var model = Fit(new() { Features = "SparseSeason" }, sparse);
        var dense = Fit(new() { Features = "DenseSeason" });

        ModelBytes.OfNetworks(model).Should().Be(ModelBytes.OfNetworks(dense));
        model.Transform(sparse).HashScores().Should().Be(dense.Transform(sparse).HashScores());
    }

    [Fact]
    public void Fit_RowsOfWeightZero_AreIgnored()
    {
        static IDataView LogWhere(Action<ContractRow> changeRowsOfWeightZero)
        {
            var rows = ContractLog.Draw(seed: 1);
            foreach (var row in rows.Where(row => row.GroupId % 3 == 0))
            {
                row.Weight = 0;
                changeRowsOfWeightZero(row);
            }
            return new MLContext(1).View(rows);
        }
        string NetworksOf(string? weight, Action<ContractRow> change) => ModelBytes.OfNetworks(Fit(new() { Weight = weight, ValidationFraction = 0 }, LogWhere(change)));
        static void Spoil(ContractRow row) => (row.Label, row.Click, row.Action, row.ActionFeatures, row.ActionVector) = (900, true, 0, [0, 0], [700, -5]);

        NetworksOf("Weight", Spoil).Should().Be(NetworksOf("Weight", _ => { }));
        NetworksOf(null, Spoil).Should().NotBe(NetworksOf(null, _ => { }), "without weights the same rows count");
    }

    [Fact]
    public void Fit_ToItsEnd_LeavesTorchAsItWas() => ShouldLeaveTorchAsItWas(() => Fit(new()));

    [Fact]
    public void Fit_Canceled_LeavesTorchAsItWas()
        => ShouldLeaveTorchAsItWas(() => ((Action)(() => Fit(new() { CancellationToken = new(canceled: true) }))).Should().Throw<OperationCanceledException>());

    private void ShouldLeaveTorchAsItWas(Action fit)
    {
        // The first model is what loads libtorch.
        _ = Model;
        using var before = torch.random.get_rng_state();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        fit();

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live);
        using var after = torch.random.get_rng_state();
        after.data<byte>().ToArray().Should().Equal(before.data<byte>().ToArray());
    }
}
