using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Tests that several ranks give the model of one process, for every trainer and every form of data.</summary>
public sealed class JointFitTests
{
    [Theory]
    [Trainers]
    public void Fit_ThreeRanks_GivesTheModelOfOneProcess(string name) => ShouldBeThatOfOneProcess(name, new());

    // A log of 300 rows is 5 batches of 64 rows. The fits of TSCAC have 3 and 5 stages.
    [Theory]
    [InlineData("CategoricalCloning", 2, 40)]
    [InlineData("CategoricalCloning", 4, 40)]
    [InlineData("MultiTask", 2, 40)]
    [InlineData("MultiTask", 4, 40)]
    [InlineData("Rmtl", 2, 14)]
    [InlineData("Rmtl", 4, 14)]
    [InlineData("TscacExact", 2, 14)]
    [InlineData("TscacExact", 4, 14)]
    [InlineData("TscacSampled", 2, 8)]
    [InlineData("TscacSampled", 4, 8)]
    public void Fit_TwoHundredSteps_GivesTheModelOfOneProcess(string name, int ranks, int epochs)
        => ShouldBeThatOfOneProcess(name, new() { Epochs = epochs, ValidationFraction = 0 }, ranks);

    [Theory]
    [InlineData("CategoricalCloning")]
    [InlineData("ContinuousCloning")]
    [InlineData("Pareto")]
    [InlineData("RcpoMultiCritic")]
    [InlineData("Rmtl")]
    [InlineData("TscacContinuous")]
    [InlineData("TscacSampled")]
    [InlineData("TwinDelayedWithCloning")]
    public void Fit_WeightedRows_GivesTheModelOfOneProcess(string name) => ShouldBeThatOfOneProcess(name, new() { Weight = "Weight" });

    [Theory]
    [InlineData("AdvantageActorCritic")]
    [InlineData("CategoricalCloning")]
    [InlineData("DeepFM")]
    [InlineData("SoftActorCritic")]
    [InlineData("TscacExact")]
    [InlineData("TscacSampled")]
    public void Fit_EligibleActions_GivesTheModelOfOneProcess(string name) => ShouldBeThatOfOneProcess(name, new() { HasEligibleActions = true });

    [Theory]
    [InlineData("AdvantageActorCritic")]
    [InlineData("TscacExact")]
    [InlineData("TscacSampled")]
    public void Fit_Candidates_GivesTheModelOfOneProcess(string name) => ShouldBeThatOfOneProcess(name, new() { HasCandidates = true });

    // Most batches leave two of the ranks without a row.
    [Theory]
    [InlineData("CategoricalCloning")]
    [InlineData("Rcpo")]
    [InlineData("Rmtl")]
    [InlineData("TscacContinuous")]
    [InlineData("TscacExact")]
    public void Fit_BatchesOfOneRow_GivesTheModelOfOneProcess(string name)
        => ShouldBeThatOfOneProcess(name, new() { Epochs = 1, BatchSize = 1, Weight = "Weight" });

    [Theory]
    [InlineData("CategoricalCloning", null)]
    [InlineData("CategoricalCloning", 0.05)]
    [InlineData("MultiTask", null)]
    [InlineData("TscacExact", 0.05)]
    public void Fit_SparseStates_GivesTheModelOfOneProcess(string name, double? maximumGradientNorm)
    {
        var context = new MLContext(1);
        var hashing = context.Transforms.Categorical.OneHotHashEncoding("Sparse", "GroupText", OneHotEncodingEstimator.OutputKind.Indicator, numberOfBits: 12);
        var data = hashing.Fit(context.View()).Transform(context.View());

        ShouldBeThatOfOneProcess(name, new() { Features = "Sparse", MaximumGradientNorm = maximumGradientNorm }, data: data);
    }

    /// <summary>
    /// A rank reads the next states of its own rows alone, so that the weights of their slots are up to date there, and not on the other rank. With the default
    /// options two epochs of 375 steps were enough for a difference between the ranks.
    /// </summary>
    [Fact]
    public void Fit_SlotsThatOneRankReads_AreNoDifferenceBetweenTheRanks()
    {
        var (context, rows) = (new MLContext(1), ContractLog.Draw(1));
        foreach (var (index, row) in rows.Index())
            (row.GroupId, row.GroupText) = ((uint)index / 50, $"row {index}");
        var hashing = context.Transforms.Categorical.OneHotHashEncoding("Sparse", "GroupText", OneHotEncodingEstimator.OutputKind.Indicator, numberOfBits: 12);
        var data = hashing.Fit(context.View(rows)).Transform(context.View(rows));
        var fit = () => ThreadRanks.Run(2, communicator =>
        {
            var settings = new FitSettings { Communicator = communicator, Features = "Sparse", BatchSize = 4, ValidationFraction = 0 };
            var options = settings.ToTscac(FitSettings.Action);
            (options.HiddenUnits, options.CriticLearningRate, options.WeightDecay) = ([32], 0.01, 0.1);
            return new MLContext(1).Ranking.Trainers.Tscac(options).Fit(data);
        });

        fit.Should().NotThrow();
    }

    [Theory]
    [Trainers]
    public void Fit_TwoRanksTwice_GivesTheSameBytes(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var schema = new MLContext(1).View().Schema;

        string[] Bytes() => ThreadRanks.Run(2, communicator => ModelBytes.OfFile(trainer.Fit(new() { Communicator = communicator, Epochs = 1 }), schema));

        Bytes().Concat(Bytes()).Distinct().Should().ContainSingle();
    }

    [Fact]
    public void Fit_OneRank_GivesTheBytesOfAFitWithoutACommunicator()
    {
        var trainer = ContractTrainers.Named("TscacSampled");
        var schema = new MLContext(1).View().Schema;

        var model = ThreadRanks.Run(1, communicator => trainer.Fit(new() { Communicator = communicator }))[0];

        ModelBytes.OfFile(model, schema).Should().Be(ModelBytes.OfFile(trainer.Model, schema));
    }

    private static void ShouldBeThatOfOneProcess(string name, FitSettings settings, int ranks = 3, IDataView? data = null)
    {
        var trainer = ContractTrainers.Named(name);
        var one = trainer.Fit(settings, data);

        foreach (var joint in ThreadRanks.Run(ranks, communicator => trainer.Fit(settings with { Communicator = communicator }, data)))
            ModelNumbers.ShouldBeClose(joint, one, data ?? (settings.HasCandidates ? new MLContext(1).Candidates() : new MLContext(1).View()));
    }
}
