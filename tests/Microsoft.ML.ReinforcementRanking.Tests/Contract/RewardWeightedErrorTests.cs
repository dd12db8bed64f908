using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests errors of reward-weighted policies: options that are out of range, and rewards without any weight.</summary>
public sealed class RewardWeightedErrorTests
{
    private static readonly string[] Failures =
    [
        "HiddenUnits must be a list of widths of at least 1, but was 0.",
        "LabelColumnName must be a column name, but was ' '.",
        "RowGroupColumnName must be null or a column name, but was ''.",
        "MainWeight must be at least 0, but was -1.",
        "NumberOfEpochs must be at least 1, but was 0.",
        "Responses['Click'].Weight must be at least 0, but was NaN.",
        "Responses must be distinct columns, but contains 'Click' more than once.",
        "Network.FieldDimension must be at least 1, but was 0.",
    ];

    private readonly MLContext _context = new(1);

    [Fact]
    public void RewardWeighted_EveryOptionOutOfRange_ListsAllInOneMessage()
    {
        var create = () => _context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options
        {
            HiddenUnits = [0],
            LabelColumnName = " ",
            RowGroupColumnName = "",
            MainWeight = -1,
            NumberOfEpochs = 0,
            Responses = [new("Click") { Weight = double.NaN }, new("Click")],
            Network = new DeepFMNetwork { FieldDimension = 0 },
        });

        var message = create.Should().Throw<ArgumentException>().Which.Message;
        Failures.Should().AllSatisfy(failure => message.Should().Contain(failure));
        message.Split(" must be ").Should().HaveCount(Failures.Length + 1, "nothing else is complained about");
    }

    [Fact]
    public void RewardWeighted_NoNetworkAndNoList_NamesBoth()
    {
        var create = () => _context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options { Network = null!, Responses = null! });

        create.Should().Throw<ArgumentException>()
            .WithMessage("Responses must be a list without null elements, but was null. Network must be a network, but was null.*");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void RewardWeighted_NothingToMaximize_SaysSo(double weight, bool minimize)
    {
        var create = () =>
            _context.Ranking.Trainers.RewardWeighted(
            new RewardWeightedRankingTrainer.Options { MainWeight = 0, Responses = [new("Click") { Weight = weight, Minimize = minimize }] });

        create.Should().Throw<ArgumentException>().WithMessage("MainWeight must be above 0 where no response to maximize has a Weight above 0, but was 0.*");
    }

    [Fact]
    public void RewardWeighted_ShortForm_SetsTheOptionsItNames()
    {
        var options = _context.Ranking.Trainers.RewardWeighted("Click", "State", "Video", null, new DeepFMNetwork()).Settings;

        (options.LabelColumnName, options.FeatureColumnName, options.ActionColumnName, options.RowGroupColumnName).Should()
            .Be(("Click", "State", "Video", null));
        options.Network.Should().BeOfType<DeepFMNetwork>();
        _context.Ranking.Trainers.RewardWeighted().Settings.Network.Should().BeOfType<WideAndDeepNetwork>();
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-2f)]
    public void Fit_NoRewardAboveZero_NamesTheRewardAndTheWaysOut(float label)
        => Fitting(new() { Responses = [new("Click") { Weight = 0.5, Minimize = true }] }, row => row.Label = label).Should().Throw<InvalidOperationException>()
            .WithMessage(
            "The reward, 1 × 'Label' − 0.5 × 'Click', is above 0 in none of the * rows for training, or in none of those held out, so that no action is better "
                + "than another. Name responses that*add a constant*");

    [Fact]
    public void Fit_RewardOnlyWhereTheWeightIsZero_NamesBoth()
        => Fitting(new() { ExampleWeightColumnName = "Weight" }, row => row.Weight = row.Label > 0 ? 0 : 1).Should().Throw<InvalidOperationException>()
            .WithMessage(
            "The reward, 1 × 'Label', times the weight column 'Weight', is above 0 in none of the 2* rows*");

    [Fact]
    public void Fit_NoRewardInTheValidationData_SaysSo()
    {
        var rows = ContractLog.Draw(seed: 2);
        Array.ForEach(rows, row => row.Label = 0);
        var fit = () => _context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options()).Fit(_context.View(), _context.View(rows));

        fit.Should().Throw<InvalidOperationException>()
            .WithMessage("The reward, 1 × 'Label', is above 0 in none of the 300 rows*or in none of those held out*");
    }

    [Fact]
    public void Fit_SomeNegativeRewards_WarnsAndLeavesThoseRowsOut()
    {
        var warnings = new List<string>();
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == ChannelMessageKind.Warning)
                warnings.Add(entry.RawMessage);
        };
        string NetworksOf(float label, float before)
        {
            var rows = ContractLog.Draw(seed: 1);
            foreach (var row in rows.Where(row => row.Label == before))
                row.Label = label;
            return ModelBytes.OfNetworks(_context.Ranking.Trainers.RewardWeighted(new RewardWeightedRankingTrainer.Options { NumberOfEpochs = 1, Seed = 1 })
                .Fit(_context.View(rows)));
        }
        var zeros = ContractLog.Rows.Count(row => row.Label == 0);

        NetworksOf(-3, before: 0).Should().Be(NetworksOf(0, before: 0));

        warnings.Should().ContainSingle().Which.Should()
            .Be($"The reward, 1 × 'Label', is below 0 in {zeros} of 300 rows, which then count nothing. Add a constant to a response if they should.");
    }

    [Fact]
    public void Fit_MissingResponse_NamesRoleAndColumns()
        => Fitting(new() { Responses = [new("Nowhere")] }, _ => { }).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*response column 'Nowhere'. The data has these columns: *");

    [Fact]
    public void Fit_LabelOfText_SaysWhatItTakes()
        => Fitting(new() { LabelColumnName = "Season" }, _ => { }).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*'Season'*Single, Double, Boolean or an integer*");

    private Action Fitting(RewardWeightedRankingTrainer.Options options, Action<ContractRow> change)
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, change);
        return () => _context.Ranking.Trainers.RewardWeighted(options).Fit(_context.View(rows));
    }
}
