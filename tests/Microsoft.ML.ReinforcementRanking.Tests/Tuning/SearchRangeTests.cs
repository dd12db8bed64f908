using System.Globalization;
using System.Reflection;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Tuning;

public sealed class SearchRangeTests
{
    /// <summary>
    /// The numeric options that are not searched, because they bound the cost of a fit or of its interruption, protect it, describe the data, decide how a
    /// result is judged, or say what the user wants, such as a bound.
    /// </summary>
    private static readonly string[] NotSearched =
    [
        "ActionMaximum", "ActionMinimum", "CheckpointInterval", "EarlyStoppingPatience", "LowerBound", "MaximumGradientNorm", "MaximumMemory",
        "NumberOfCriticEpochs",
        "NumberOfEpochs", "NumberOfFineTuningEpochs",
        "NumberOfFolds", "NumberOfMatchedVectors", "NumberOfStageOneEpochs", "NumberOfStageTwoEpochs", "NumberOfThreads", "PageSize",
        "ScoreWeight", "Seed", "ValidationFraction",
    ];

    /// <summary>The options of trainers, and the objects that are in them or in their lists.</summary>
    public static TheoryData<string> OptionTypes
    {
        get
        {
            var types = typeof(ReinforcementRankingOptions).Assembly.GetTypes().Where(type => type.IsPublic || type.IsNestedPublic).ToArray();
            var parts = types.Where(IsOptions).SelectMany(type => type.GetProperties()).Where(CanBeSet)
                .Select(property => property.PropertyType.GenericTypeArguments.FirstOrDefault() ?? property.PropertyType)
                .Where(part => part != typeof(object)).SelectMany(part => types.Where(type => type.IsAssignableTo(part) && type.IsClass));
            var all = types.Where(IsOptions).Union(parts);
            return new(all.Where(type => !type.IsAbstract && Array.Exists(type.GetProperties(), CanBeSet)).Select(type => type.FullName!));
        }
    }

    private static bool CanBeSet(PropertyInfo property) => property.SetMethod is { IsPublic: true };

    private static bool IsOptions(Type type) => type.IsSubclassOf(typeof(ReinforcementRankingOptions));

    [Fact]
    public void OptionTypes_IncludeThoseOfParts() => OptionTypes.Select<object[], string>(row => ((string)row[0]).Split('.')[^1]).Should()
        .Contain(["TscacRankingTrainer+Options", "PleBackbone", "DeepFMNetwork", "TaskColumn", "AuxiliaryResponse", "WeightedResponse", "RewardResponse"]);

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Options_Numbers_HaveARangeAroundTheirDefault(string type)
    {
        var options = New(typeof(ReinforcementRankingOptions).Assembly.GetType(type)!);
        foreach (var property in options.GetType().GetProperties().Where(property => IsNumber(property.PropertyType)))
        {
            var range = property.GetCustomAttribute<RangeAttribute>();
            (range is null).Should().Be(NotSearched.Contains(property.Name), property.Name);
            if (range is null)
                continue;
            range.Min.Should().BeOfType(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property.Name);
            if (property.GetValue(options) is { } value)
            {
                value.Should().Be(range.Init, property.Name);
                Number(value).Should().BeInRange(Number(range.Min), Number(range.Max), property.Name);
            }
        }
    }

    // Objects in lists are about a column.
    private static object New(Type type)
        => type.GetConstructor([]) is null ? Activator.CreateInstance(type, "Column")! : Activator.CreateInstance(type)!;

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var number
        && (number == typeof(int) || number == typeof(float) || number == typeof(double));
}
