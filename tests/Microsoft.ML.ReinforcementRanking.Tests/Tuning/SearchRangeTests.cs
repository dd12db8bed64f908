using System.Globalization;
using System.Reflection;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Tuning;

public sealed class SearchRangeTests
{
    /// <summary>The numeric options that are not searched, because they bound the cost of a fit, describe the data, or decide how a result is judged.</summary>
    private static readonly string[] NotSearched =
    [
        "ActionMaximum", "ActionMinimum", "EarlyStoppingPatience", "NumberOfCriticEpochs", "NumberOfEpochs", "NumberOfFineTuningEpochs", "NumberOfFolds",
        "NumberOfMatchedVectors", "NumberOfStageOneEpochs", "NumberOfStageTwoEpochs", "NumberOfThreads", "PageSize", "Seed", "ValidationFraction",
    ];

    public static TheoryData<string> OptionTypes => new(
        typeof(ReinforcementRankingOptions).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(ReinforcementRankingOptions)))
            .Select(type => type.FullName!));

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Options_Numbers_HaveARangeAroundTheirDefault(string type)
    {
        var options = Activator.CreateInstance(typeof(ReinforcementRankingOptions).Assembly.GetType(type)!)!;
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

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var number
        && (number == typeof(int) || number == typeof(float) || number == typeof(double));
}
