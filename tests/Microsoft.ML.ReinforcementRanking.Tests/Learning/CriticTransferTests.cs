using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests that critics give the same values in the order of the tasks and fields of another fit.</summary>
public sealed class CriticTransferTests
{
    private const int Features = 3;

    private static readonly CategoryInput[] Fields = [new("User", 7), new("Item", 4), new("Hour", 5)];
    private static readonly TaskTarget[] Tasks = [TaskTabular.Binary(), TaskTabular.Binary("Buy"), TaskTabular.Regression(0, 1)];

    // The order of the other fit: its field k is the source's field FieldOrder[k], and likewise for tasks.
    private static readonly int[] FieldOrder = [2, 0, 1];
    private static readonly int[] TaskOrder = [1, 2, 0];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Adapt_AnotherOrder_GivesTheSameValuesForTheSameRows(bool areSeparate)
    {
        using var session = Tabular.OpenTorch(1);
        var source = NewCritics(areSeparate);
        var adapted = Adapt(source, [.. TaskOrder.Select(task => Tasks[task])], [.. FieldOrder.Select(field => Fields[field])]);
        var random = new Random(1);

        for (var row = 0; row < 20; row++)
        {
            float[] state = [.. Enumerable.Range(0, Features).Select(_ => (float)random.NextDouble())];
            float[] actions = [.. Tasks.Select(_ => (float)random.NextDouble())];
            List<int>[] categories = [.. Fields.Select(field => new List<int> { random.Next(field.Count) })];
            var values = Evaluate(source, [.. state, .. actions], categories);

            Evaluate(adapted, [.. state, .. TaskOrder.Select(task => actions[task])], [.. FieldOrder.Select(field => categories[field])])
                .Should().Equal(TaskOrder.Select(task => values[task]));
        }
    }

    [Fact]
    public void Adapt_AnotherOrder_DescribesItsOwn()
    {
        using var session = Tabular.OpenTorch(1);
        var source = NewCritics(areSeparate: false);

        var adapted = Adapt(source, [.. TaskOrder.Select(task => Tasks[task])], [.. FieldOrder.Select(field => Fields[field])]);

        adapted.Critics.Select(critic => critic.ResponseColumnName).Should().Equal("Buy", "Watch", "Click");
        adapted.Scales.Should().Equal(TaskOrder.Select(task => source.Scales[task]));
        adapted.AreBinary.Should().Equal(true, false, true);
        adapted.Categories.Select(field => field.ColumnName).Should().Equal("Hour", "User", "Item");
    }

    [Fact]
    public void Adapt_ThereAndBack_IsTheSource()
    {
        using var session = Tabular.OpenTorch(1);
        var source = NewCritics(areSeparate: true);

        var back = Adapt(Adapt(source, [.. TaskOrder.Select(task => Tasks[task])], [.. FieldOrder.Select(field => Fields[field])]), Tasks, Fields);

        back.Network.Plan.Nodes.OfType<EmbeddingNode>().Should().Equal(source.Network.Plan.Nodes.OfType<EmbeddingNode>());
        back.Network.Plan.Nodes.OfType<SliceNode>().Should().Equal(source.Network.Plan.Nodes.OfType<SliceNode>());
        back.Network.Plan.Heads.Should().Equal(source.Network.Plan.Heads);
        back.Critics.Should().Equal(source.Critics);
    }

    [Fact]
    public void Adapt_OtherTasks_NamesTheTasksOfBothWithTheirKinds()
    {
        using var session = Tabular.OpenTorch(1);

        FluentActions.Invoking(() => Adapt(NewCritics(areSeparate: false), [TaskTabular.Binary(), TaskTabular.Regression(0, 1, "Buy")], Fields))
            .Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*value the tasks Click (binary), Buy (binary), Watch (regression), but the trainer has Click (binary), Buy (regression).*");
    }

    [Fact]
    public void Adapt_OtherFields_NamesTheFieldsOfBothWithTheirNumbersOfValues()
    {
        using var session = Tabular.OpenTorch(1);

        // A field has one index more than it has values, for values that training has not seen.
        void ShouldFail(CategoryInput[] fields, string names) => FluentActions.Invoking(() => Adapt(NewCritics(areSeparate: false), Tasks, fields))
            .Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage($"*the categorical fields User (6 values), Item (3 values), Hour (4 values), but the trainer has {names}.*");
        ShouldFail([], "(none)");
        ShouldFail([.. Fields[..2], new("Hour", 6)], "User (6 values), Item (3 values), Hour (5 values)");
    }

    private static TaskCriticNetwork NewCritics(bool areSeparate)
    {
        var plan = new TaskPlans(Features, [.. Fields.Select(field => field.Count)], 2).Critics(Tasks.Length, [6], [5], areSeparate);
        return new([.. Tasks.Select(task => new ResponseCritic(task.Name, 0.9, -1, 1, double.NaN))], [1, 2, 3], [.. Tasks.Select(task => task.IsBinary)],
            Features, Fields,
            new PlannedModule(plan, dropout: 0).Randomized().ToNetwork());
    }

    private static TaskCriticNetwork Adapt(TaskCriticNetwork critics, TaskTarget[] tasks, CategoryInput[] fields)
        => CriticTransfer.Adapt(LogRow.Host(), new CriticSet(critics.Critics, critics), tasks, Features, fields);

    private static float[] Evaluate(TaskCriticNetwork critics, float[] input, List<int>[] categories)
    {
        var values = new float[Tasks.Length];
        critics.Network.CreateEvaluator().Evaluate(input, categories, values);
        return values;
    }
}
