using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests that a policy whose constraint strength is changed after the fit says whether it is exact.</summary>
public sealed class ConstraintStrengthTests
{
    private const string Approximate =
        "The constraint strength was changed from 1 to 4 without refitting, which is approximate: the critic of 'Label' has a discount factor of 0.9 and *";

    private static readonly Lazy<RankingPredictionTransformer<NeuralRankingModelParameters>> Fitted = new(() => new ConstraintStrengthTests().Fit(discount: 0));

    private readonly List<string> _log = [];

    [Fact]
    public void WithConstraintStrength_MainDiscountAboveZero_SaysThatItIsApproximate()
    {
        var turned = Fit(discount: 0.9).WithConstraintStrength(4).Model;

        turned.CategoricalPolicy!.ConstraintStrength.Should().Be(4);
        turned.CategoricalPolicy.IsConstraintStrengthExact.Should().BeFalse();
        turned.Warnings.Should().ContainMatch(Approximate);
        _log.Should().ContainMatch($"*{Approximate}");
    }

    [Fact]
    public void WithConstraintStrength_SeriesOfStrengths_LogsTheWarningOnceAndKeepsItInEveryModel()
    {
        var model = Fit(discount: 0.9);

        double[] strengths = [2, 4, 8];
        var turned = strengths.Select(strength => model.WithConstraintStrength(strength).WithConstraintStrength(3 * strength).Model).ToArray();

        _log.Where(message => message.Contains("which is approximate", StringComparison.Ordinal)).Should().ContainSingle();
        turned.Should().AllSatisfy(changed => changed.Warnings.Should().ContainMatch("*without refitting, which is approximate*"));
    }

    [Fact]
    public void WithConstraintStrength_TurnedBack_IsExactAgain()
    {
        var model = Fit(discount: 0.9);

        var back = model.WithConstraintStrength(4).WithConstraintStrength(1).Model;

        back.CategoricalPolicy!.IsConstraintStrengthExact.Should().BeTrue();
        back.Warnings.Should().Equal(model.Model.Warnings);
    }

    [Fact]
    public void WithConstraintStrength_MainDiscountOfZero_IsExact()
    {
        var model = Fit(discount: 0);

        var turned = model.WithConstraintStrength(4).Model;

        turned.CategoricalPolicy!.IsConstraintStrengthExact.Should().BeTrue();
        turned.Warnings.Should().Equal(model.Model.Warnings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-300)]
    [InlineData(1e-38)]
    [InlineData(1e7)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void WithStrengthOrTemperature_OutOfRange_SaysTheRange(double value)
    {
        var model = Fitted.Value;

        FluentActions.Invoking(() => model.WithConstraintStrength(value)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("The constraint strength must be from 1E-09 to 1000000.*");
        FluentActions.Invoking(() => model.WithTemperature(value)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("The temperature must be from 1E-09 to 1000000.*");
    }

    [Fact]
    public void WithTemperature_AgainAndAgain_SaysThatScoresWouldNotBeFinite()
    {
        var cold = Fitted.Value.WithTemperature(1e-9);

        FluentActions.Invoking(() => cold.WithTemperature(1e-9)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("The scores of the policy would leave the range of Single, since temperatures of successive calls multiply.*");
        cold.Transform(new MLContext(1).View()).GetColumn<float>("Score").Should().OnlyContain(score => float.IsFinite(score));
    }

    [Fact]
    public void Load_OfATurnedPolicy_KnowsWhereItStoodInTheFit()
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(Fit(discount: 0.9).WithTemperature(2).WithConstraintStrength(4), null, stream);

        var loaded = (RankingPredictionTransformer<NeuralRankingModelParameters>)new MLContext().Model.Load(stream, out _);

        loaded.Model.CategoricalPolicy!.IsConstraintStrengthExact.Should().BeFalse();
        loaded.Model.Warnings.Should().ContainMatch(Approximate);
        loaded.WithConstraintStrength(1).Model.CategoricalPolicy!.IsConstraintStrengthExact.Should().BeTrue();
    }

    [Fact]
    public void WithConstraintStrengthAndTemperature_OfAPipeline_ChangeItsLastStep()
    {
        var context = new MLContext(1);
        var data = context.View(ContractLog.Rows);
        var pipeline = context.Transforms.NormalizeMeanVariance("Features").Append(context.Ranking.Trainers.Tscac(Options(0))).Fit(data);
        var expected = pipeline.LastTransformer.WithConstraintStrength(4).WithTemperature(2);

        var changed = pipeline.WithConstraintStrength(4).WithTemperature(2);

        changed.Should().HaveCount(2).And.StartWith(pipeline.First());
        changed.Transform(data).HashScores().Should().Be(pipeline.First().Append(expected).Transform(data).HashScores());
    }

    [Fact]
    public void WithConstraintStrength_WithoutADial_SaysWhatToDo()
    {
        var cloned = ServedLog.Model.LastTransformer;

        cloned.Model.CategoricalPolicy!.ConstraintStrength.Should().BeNull();
        cloned.Model.CategoricalPolicy.IsConstraintStrengthExact.Should().BeTrue();
        FluentActions.Invoking(() => cloned.WithConstraintStrength(2)).Should().Throw<InvalidOperationException>()
            .WithMessage("The constraint strength of this policy cannot be changed. *Tscac *Exact.*");
    }

    private static TscacRankingTrainer.Options Options(double discount) => new()
    {
        AuxiliaryResponses = [new("Click")],
        DiscountFactor = discount,
        ConstraintStrength = 1,
        NumberOfStageOneEpochs = 1,
        NumberOfStageTwoEpochs = 1,
        HiddenUnits = [8],
        EmbeddingDimension = 4,
        BatchSize = 64,
    };

    private RankingPredictionTransformer<NeuralRankingModelParameters> Fit(double discount)
    {
        var context = new MLContext(1);
        context.Log += (_, entry) => _log.Add(entry.Message);
        return context.Ranking.Trainers.Tscac(Options(discount)).Fit(context.View(ContractLog.Rows));
    }
}
