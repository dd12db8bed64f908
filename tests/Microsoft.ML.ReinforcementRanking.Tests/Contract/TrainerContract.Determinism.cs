using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that the same seed gives the same model, and that a fit leaves nothing behind.</summary>
public sealed partial class TrainerContract
{
    [Theory]
    [Trainers]
    public void Fit_SameSeed_GivesTheSameBytes(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var schema = new MLContext(1).View().Schema;

        ModelBytes.OfFile(trainer.Fit(new(), contextSeed: 99), schema).Should()
            .Be(ModelBytes.OfFile(trainer.Model, schema), "the option's seed is the only one that counts");
        ModelBytes.OfFile(trainer.Fit(new() { Seed = null }), schema).Should().Be(ModelBytes.OfFile(trainer.Model, schema), "without one the context's counts");
    }

    [Theory]
    [Trainers]
    public async Task Fit_TwoAtOnce_GiveTheSameNetworks(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var models = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => ModelBytes.OfNetworks(trainer.Fit(new())))));

        models.Should().OnlyContain(model => model == ModelBytes.OfNetworks(trainer.Model));
    }

    [Theory]
    [Trainers]
    public void Fit_OtherSeed_GivesOtherNetworks(string name)
    {
        var trainer = ContractTrainers.Named(name);
        ModelBytes.OfNetworks(trainer.Fit(new() { Seed = 2 })).Should().NotBe(ModelBytes.OfNetworks(trainer.Model));
    }

    [Theory]
    [Trainers]
    public void Fit_MoreEpochs_ChangesTheNetworks(string name)
    {
        var trainer = ContractTrainers.Named(name);
        string AfterEpochs(int epochs) => ModelBytes.OfNetworks(trainer.Fit(new() { Epochs = epochs, ValidationFraction = 0 }));

        AfterEpochs(1).Should().NotBe(AfterEpochs(3));
    }

    [Theory]
    [Trainers("GroupText")]
    [Trainers("GroupNumber")]
    public void Fit_GroupColumnOfAnotherType_GivesTheSameNetworks(string name, string group)
    {
        var trainer = ContractTrainers.Named(name);
        ModelBytes.OfNetworks(trainer.Fit(new() { Group = group })).Should().Be(ModelBytes.OfNetworks(trainer.Model));
    }

    [Theory]
    [Trainers]
    public void Fit_SparseFeatures_GivesTheNetworksOfDenseOnes(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var sparse = context.Transforms.Categorical.OneHotEncoding("SparseSeason", "Season").Fit(context.View()).Transform(context.View());

        var model = trainer.Fit(new() { Features = "SparseSeason" }, sparse);
        var dense = trainer.Fit(new() { Features = "DenseSeason" });

        ModelBytes.OfNetworks(model).Should().Be(ModelBytes.OfNetworks(dense));
        model.Transform(sparse).HashScores().Should().Be(dense.Transform(sparse).HashScores());
    }

    [Theory]
    [Trainers]
    public void Fit_RowsOfWeightZero_AreIgnored(string name)
    {
        var trainer = ContractTrainers.Named(name);
        static IDataView LogWhere(Action<ContractRow> changeRowsOfWeightZero)
        {
            var rows = ContractLog.Draw(seed: 1);
            // The last sessions, because the order in which ids first appear is the order of a catalog.
            foreach (var row in rows.Where(row => row.GroupId >= ContractLog.SessionCount * 2 / 3))
            {
                row.Weight = 0;
                changeRowsOfWeightZero(row);
            }
            return new MLContext(1).View(rows);
        }
        string NetworksOf(string? weight, Action<ContractRow> change)
            => ModelBytes.OfNetworks(trainer.Fit(new() { Weight = weight, ValidationFraction = 0 }, LogWhere(change)));
        static void Spoil(ContractRow row) => (row.Label, row.Click, row.Action, row.ActionFeatures, row.ActionVector) = (900, true, 0, [0, 0], [700, -5]);

        NetworksOf("Weight", Spoil).Should().Be(NetworksOf("Weight", _ => { }));
        NetworksOf(null, Spoil).Should().NotBe(NetworksOf(null, _ => { }), "without weights the same rows count");
    }

    [Theory]
    [Trainers]
    public void Fit_ToItsEnd_LeavesTorchAsItWas(string name)
    {
        var trainer = ContractTrainers.Named(name);
        ShouldLeaveTorchAsItWas(trainer, () => trainer.Fit(new()));
    }

    [Theory]
    [Trainers]
    public void Fit_Canceled_LeavesTorchAsItWas(string name)
    {
        var trainer = ContractTrainers.Named(name);
        ShouldLeaveTorchAsItWas(trainer, () => ((Action)(() => trainer.Fit(new() { CancellationToken = new(canceled: true) }))).Should()
            .Throw<OperationCanceledException>());
    }

    private static void ShouldLeaveTorchAsItWas(ContractTrainer trainer, Action fit)
    {
        // The first model loads libtorch.
        _ = trainer.Model;
        using var before = torch.random.get_rng_state();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        fit();

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live);
        using var after = torch.random.get_rng_state();
        after.data<byte>().ToArray().Should().Equal(before.data<byte>().ToArray());
    }
}
