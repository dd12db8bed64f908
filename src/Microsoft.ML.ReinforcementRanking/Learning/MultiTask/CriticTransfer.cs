using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Adapts critics of one model to the order of tasks and fields of another fit. The network is the same, and its inputs and outputs are renumbered.
/// </summary>
internal static class CriticTransfer
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// The critics are not critics of tasks, or they have other tasks, tasks of another kind, another feature width or other fields.
    /// </exception>
    public static TaskCriticNetwork Adapt(IHost host, CriticSet critics, IReadOnlyList<TaskTarget> tasks, int featureWidth, IReadOnlyList<CategoryInput> fields)
    {
        Exception Mismatch(string problem)
            => host.ExceptUserArg("PretrainedCritics", $"{problem} Train critics with the same columns, or leave PretrainedCritics null.");

        if (critics.Tasks is not { } source)
            throw Mismatch("are not critics of tasks. They must come from a model that Rmtl trained.");
        string[] sourceTasks = [.. source.Critics.Zip(source.AreBinary, (critic, isBinary) => Describe(critic.ResponseColumnName, isBinary))];
        string[] targetTasks = [.. tasks.Select(task => Describe(task.Name, task.IsBinary))];
        if (!sourceTasks.Order().SequenceEqual(targetTasks.Order()))
            throw Mismatch($"value the tasks {string.Join(", ", sourceTasks)}, but the trainer has {string.Join(", ", targetTasks)}.");
        if (source.FeatureWidth != featureWidth)
            throw Mismatch($"were trained on {source.FeatureWidth} features, but the data have {featureWidth}.");
        if (!Describe(source.Categories).Order().SequenceEqual(Describe(fields).Order()))
            throw Mismatch($"were trained on the categorical fields {List(source.Categories)}, but the trainer has {List(fields)}.");

        int[] fieldOf = [.. source.Categories.Select(category => fields.Index().Single(field => field.Item.ColumnName == category.ColumnName).Index)];
        int[] taskOf = [.. sourceTasks.Select(name => Array.IndexOf(targetTasks, name))];
        int[] sourceOf = [.. targetTasks.Select(name => Array.IndexOf(sourceTasks, name))];
        var plan = new NetworkPlan([.. source.Network.Plan.Nodes.Select(Renumber)], [.. sourceOf.Select(task => source.Network.Plan.Heads[task])]);
        return new([.. sourceOf.Select(task => source.Critics[task])], [.. sourceOf.Select(task => source.Scales[task])],
            [.. tasks.Select(task => task.IsBinary)],
            featureWidth, fields, new(plan, source.Network.Weights));

        PlanNode Renumber(PlanNode node) => node switch
        {
            EmbeddingNode embedding => embedding with { Field = fieldOf[embedding.Field] },
            SliceNode slice when slice.Start >= featureWidth => slice with { Start = featureWidth + taskOf[slice.Start - featureWidth] },
            _ => node,
        };
    }

    private static string Describe(string task, bool isBinary) => $"{task} ({(isBinary ? "binary" : "regression")})";

    private static IEnumerable<string> Describe(IEnumerable<CategoryInput> fields) => fields.Select(field => $"{field.ColumnName} ({field.Count - 1} values)");

    private static string List(IReadOnlyCollection<CategoryInput> fields) => fields.Count == 0 ? "(none)" : string.Join(", ", Describe(fields));
}
