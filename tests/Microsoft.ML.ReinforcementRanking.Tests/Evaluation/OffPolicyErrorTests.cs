using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class OffPolicyErrorTests
{
    [Theory]
    [InlineData("probability", "Score the log with a fitted policy, which adds 'Probability'")]
    [InlineData("propensity", "Log the probability with which the action was chosen")]
    [InlineData("response", "Name a column of the log")]
    [InlineData("session", "mlContext.Data.GroupSessions, or set rowGroupColumnName to null where every row is a session")]
    [InlineData("placebo", "leave PlaceboColumnName null")]
    [InlineData("cluster", "leave ClusterColumnName null")]
    [InlineData("state", "leave StateColumnName null")]
    [InlineData("action value", "mlContext.Ranking.FitPolicyValues, or leave ActionValueColumnNames and StateValueColumnNames null")]
    [InlineData("state value", "mlContext.Ranking.FitPolicyValues, or leave ActionValueColumnNames and StateValueColumnNames null")]
    public void EvaluateOffPolicy_ColumnMissing_NamesRoleColumnAndRemedy(string role, string remedy)
    {
        var evaluate = () => EvaluateWith(role, "Nowhere");

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*Could not find the {role} column 'Nowhere'.*{remedy}*");
    }

    [Theory]
    [InlineData("probability", "Single or Double (*MapValue*")]
    [InlineData("propensity", "Single or Double (*MapValue*")]
    [InlineData("response", "Single, Double, Boolean or an integer (*MapValue*")]
    [InlineData("placebo", "Single, Double, Boolean or an integer (*MapValue*")]
    [InlineData("action value", "Single, Double, Boolean or an integer (*MapValue*")]
    [InlineData("state value", "Single, Double, Boolean or an integer (*MapValue*")]
    public void EvaluateOffPolicy_NumberIsText_NamesRoleColumnAndTypes(string role, string expected)
    {
        var evaluate = () => EvaluateWith(role, "User");

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*{role} column 'User': expected {expected}, got String*");
    }

    [Theory]
    [InlineData("session")]
    [InlineData("cluster")]
    [InlineData("state")]
    public void EvaluateOffPolicy_GroupIsSingle_NamesRoleColumnAndTypes(string role)
    {
        var evaluate = () => EvaluateWith(role, "Reward");

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*{role} column 'Reward': expected a key, an integer or text, got Single*");
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(-0.25f, "-0.25")]
    [InlineData(1.5f, "1.5")]
    [InlineData(float.PositiveInfinity, "*")]
    public void EvaluateOffPolicy_BadProbability_NamesColumnRowValueAndRemedy(float value, string text) => FailsAtRowOne(
        row => row.Probability = value,
        $"*Row 1 (the first row is 0; GroupId 1, User 'someone'), probability column 'Probability': the value is {text}, but it must be at least 0 and at most "
            + $"1. *Score the data with a fitted model*");

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(0f, "0")]
    [InlineData(-0.25f, "-0.25")]
    [InlineData(1.5f, "1.5")]
    public void EvaluateOffPolicy_BadPropensity_NamesColumnRowValueAndRemedy(float value, string text) => FailsAtRowOne(
        row => row.Propensity = value,
        $"*Row 1 (the first row is 0; GroupId 1, User 'someone'), propensity column 'Propensity': the value is {text}, but it must be above 0 and at most 1. "
            + $"*A propensity is the logging policy's probability*EstimatePropensities*");

    [Theory]
    [InlineData(1.5f, "*The column seems to contain percentages. Divide it by 100. *set OffPolicyOptions.AreDensities.*")]
    [InlineData(150f, "*set OffPolicyOptions.AreDensities.*")]
    public void EvaluateOffPolicy_PropensityAboveOne_SaysWhatItMayBe(float value, string message) => FailsAtRowOne(row => row.Propensity = value, message);

    [Fact]
    public void EvaluateOffPolicy_ProbabilityIsNaN_DoesNotSpeakOfDensities()
    {
        var rows = Good();
        rows[1].Probability = float.NaN;
        var evaluate = () => ScoredLog.Evaluate(rows);

        evaluate.Should().Throw<InvalidOperationException>().Which.Message.Should().NotContain("densit");
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-*")]
    public void EvaluateOffPolicy_BadResponse_NamesColumnRowValueAndRemedy(float value, string text) => FailsAtRowOne(
        row => row.Reward = value,
        $"*Row 1 (the first row is 0; *), response column 'Reward': the value is {text}, but it must be finite. Replace missing values*");

    [Fact]
    public void EvaluateOffPolicy_BadPlacebo_NamesColumnRowAndValue() => FailsAtRowOne(
        row => row.Placebo = float.NaN,
        "*Row 1 (the first row is 0; *), placebo column 'Placebo': the value is NaN, but it must be finite.*",
        new() { PlaceboColumnName = "Placebo" });

    [Fact]
    public void EvaluateOffPolicy_BadActionValue_NamesColumnRowAndValue() => FailsAtRowOne(
        row => row.Placebo = float.NaN,
        "*Row 1 (the first row is 0; *), action value column 'Placebo': the value is NaN, but it must be finite.*",
        new() { ActionValueColumnNames = ["Placebo"], StateValueColumnNames = ["Reward"] });

    [Fact]
    public void EvaluateOffPolicy_BadStateValue_NamesColumnRowAndValue() => FailsAtRowOne(
        row => row.Placebo = float.PositiveInfinity,
        "*Row 1 (the first row is 0; *), state value column 'Placebo': the value is *, but it must be finite.*",
        new() { ActionValueColumnNames = ["Reward"], StateValueColumnNames = ["Placebo"] });

    [Fact]
    public void EvaluateOffPolicy_EmptyTextGroup_NamesColumnAndRow() => FailsAtRowOne(
        row => row.User = "",
        "*Row 1 (the first row is 0*), cluster column 'User': the value is empty text, which means a missing value. Give every row a value, or drop such rows "
            + "first.*",
        new() { ClusterColumnName = "User" });

    [Fact]
    public void EvaluateOffPolicy_MissingKey_NamesColumnAndRow()
    {
        // Keys in the members of a class count from 0, so the tenth key is 9, and 10 is read as missing.
        var evaluate = () => ScoredLog.Evaluate(new ScoredLog.KeyedRow[] { new() { GroupId = 9 }, new() { GroupId = 10 } });

        evaluate.Should().Throw<InvalidOperationException>()
            .WithMessage("*Row 1 (the first row is 0*), session column 'GroupId': the value is key 0, which means a missing value.*");
    }

    [Fact]
    public void EvaluateOffPolicy_PropensityTooSmall_SaysThatTheWeightOverflows()
    {
        var evaluate = () => ScoredLog.Evaluate(new ScoredLog.RowOf<int>[] { new() { Propensity = double.Epsilon } });

        evaluate.Should().Throw<InvalidOperationException>()
            .WithMessage("*Row 0 (the first row is 0; *), propensity column 'Propensity': the value is 5E-324, which is so small that the weight overflows*");
    }

    [Fact]
    public void EvaluateOffPolicy_DensitiesAboveOne_AreAcceptedWhenAskedFor()
    {
        var rows = ScoredLog.Rows([1, 1], [1, 2]);
        (rows[1].Probability, rows[1].Propensity) = (6, 4);

        ScoredLog.Evaluate(rows, new() { AreDensities = true }).MaximumWeight.Should().Be(1.5);
    }

    [Fact]
    public void EvaluateOffPolicy_ProbabilityAboveOneByRounding_IsAccepted()
    {
        var rows = ScoredLog.Rows([1], [1]);
        rows[0].Probability = rows[0].Propensity = MathF.BitIncrement(1);

        ScoredLog.Evaluate(rows).MeanWeight.Should().Be(1);
    }

    [Fact]
    public void EvaluateOffPolicy_EmptyLog_SaysSo()
    {
        var evaluate = () => ScoredLog.Evaluate(Array.Empty<ScoredLog.Row>());

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*The data has no rows.*");
    }

    [Fact]
    public void EvaluateOffPolicy_AllWeightsZero_SaysThatTheLogSaysNothing()
    {
        var evaluate = () => ScoredLog.Evaluate(ScoredLog.Rows([0, 0], [1, 2]));

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*Column 'Probability' is 0 in all 2 rows*number the actions alike*");
    }

    [Fact]
    public void EvaluateOffPolicy_AllActionsUnseen_CountsThem()
    {
        var rows = new ModelRow[] { new() { Probability = 0, Score = float.NaN }, new() { Probability = 0 }, new() { Probability = 0, Score = float.NaN } };
        var evaluate = () => ScoredLog.Evaluate(rows);

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("Column 'Probability' is 0 in all 3 rows*The policy has never seen the actions of 2 "
            + "of these rows (column 'Score' is NaN). Fit it on a log that has these actions, use an action column whose values recur, or map actions *");
    }

    [Fact]
    public void EvaluateOffPolicy_PropensityAboveOneOverACatalog_DoesNotSpeakOfDensities()
    {
        var evaluate = () => ScoredLog.Evaluate(new ModelRow[] { new() { Propensity = 25 } });

        evaluate.Should().Throw<InvalidOperationException>().Which.Message.Should().Contain("percentages").And.NotContain("densit");
    }

    [Fact]
    public void EvaluateOffPolicy_PropensityAboveOneForContinuousActions_SpeaksOfDensities()
    {
        var evaluate = () => ScoredLog.Evaluate(new ContinuousRow[] { new() { Propensity = 25 } });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*set OffPolicyOptions.AreDensities.");
    }

    [Theory]
    [InlineData("a list of at least one column name, without null or blank elements, but was [].")]
    [InlineData("a list of at least one column name, without null or blank elements, but was ['Reward', null].", "Reward", null)]
    [InlineData("a list of at least one column name, without null or blank elements, but was ['Reward', ' '].", "Reward", " ")]
    [InlineData("distinct columns, but contains 'Reward' more than once.", "Reward", "Click", "Reward")]
    public void EvaluateOffPolicy_NoDistinctResponseNames_IsAnError(string requirement, params string?[] names)
    {
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateOffPolicy(ScoredLog.View(Good()), names!);

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"responseColumnNames must be {requirement}*")
            .WithParameterName("responseColumnNames");
    }

    [Fact]
    public void EvaluateOffPolicy_NullArguments_AreErrors()
    {
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateOffPolicy(null!, ["Reward"]);

        evaluate.Should().Throw<ArgumentNullException>().WithParameterName("scored");
    }

    [Fact]
    public void EvaluateOffPolicy_OptionsOutOfRange_AreListedInOneMessage()
    {
        var evaluate = () => ScoredLog.Evaluate(Good(), new()
        {
            WeightCap = 0.5,
            ConfidenceLevel = 1,
            NumberOfBootstrapSamples = 99,
            PlaceboColumnName = "",
            ClusterColumnName = " ",
            StateColumnName = "\t",
            PropensityHalfSamplesColumnName = "",
            Interval = (OffPolicyInterval)7,
            DiscountFactor = 1.5,
            SwitchThreshold = -1,
            SensitivityWeightCaps = [2, 0.5],
            ActionValueColumnNames = ["A", "B"],
        });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options").WithMessage(
            "*WeightCap must be at least 1, but was 0.5. "
            + "ConfidenceLevel must be above 0 and below 1, but was 1. "
            + "Interval must be one of Bootstrap, EmpiricalBernstein, StudentizedBootstrap, but was 7. "
            + "NumberOfBootstrapSamples must be 0 (no intervals) or at least 100, but was 99. "
            + "PlaceboColumnName must be null or a column name, but was ''. "
            + "ClusterColumnName must be null or a column name, but was ' '. "
            + "StateColumnName must be null or a column name, but was '\t'. "
            + "PropensityHalfSamplesColumnName must be null or a column name, but was ''. "
            + "DiscountFactor must be null, or at least 0 and at most 1, but was 1.5. "
            + "SwitchThreshold must be at least 0, but was -1. "
            + "SensitivityWeightCaps must be a list of caps of at least 1, but was [2, 0.5]. "
            + "ActionValueColumnNames must be one column per response (1), given together with the other value columns, but was [A, B]. "
            + "StateValueColumnNames must be one column per response (1), given together with the other value columns, but was null.*");
    }

    [Fact]
    public void EvaluateOffPolicy_BlankValueColumns_AreNamed()
    {
        var evaluate = () => ScoredLog.Evaluate(Good(), new() { ActionValueColumnNames = [" "], StateValueColumnNames = ["Placebo"] });

        evaluate.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*ActionValueColumnNames must be one column per response (1), given together with the other value columns, but was [ ].*");
    }

    private static void FailsAtRowOne(Action<ScoredLog.Row> spoil, string message, OffPolicyOptions? options = null)
    {
        var rows = Good();
        spoil(rows[1]);
        var evaluate = () => ScoredLog.Evaluate(rows, options);

        evaluate.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    private static ScoredLog.Row[] Good()
    {
        var rows = ScoredLog.Rows([1, 1, 1], [1, 2, 3]);
        foreach (var row in rows)
        {
            row.User = "someone";
        }
        return rows;
    }

    private static OffPolicyMetrics EvaluateWith(string role, string column)
    {
        string Name(string otherRole, string usual) => role == otherRole ? column : usual;
        return ScoredLog.Context.Ranking.EvaluateOffPolicy(
            ScoredLog.View(Good()),
            [Name("response", "Reward")],
            Name("probability", "Probability"),
            Name("propensity", "Propensity"),
            Name("session", "GroupId"),
            new()
            {
                PlaceboColumnName = Name("placebo", "Placebo"),
                ClusterColumnName = Name("cluster", "User"),
                StateColumnName = Name("state", "User"),
                ActionValueColumnNames = [Name("action value", "Placebo")],
                StateValueColumnNames = [Name("state value", "Placebo")]
            });
    }

    private class ModelRow
    {
        public float Probability { get; set; } = 0.5f;

        public float Propensity { get; set; } = 0.5f;

        public float Reward { get; set; } = 1;

        public float Score { get; set; } = 1;

        public int GroupId { get; set; }
    }

    private sealed class ContinuousRow : ModelRow
    {
        public float PredictedAction { get; set; }
    }
}
