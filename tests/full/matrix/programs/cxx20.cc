// C++20: ranges, concepts, spans, stop tokens, latches, coroutines, and format where the compiler
// has it. SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <concepts>
#include <coroutine>
#include <iostream>
#include <latch>
#include <numeric>
#include <ranges>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>
#include <version>
#ifdef __cpp_lib_format
#include <format>
#endif

struct Numbers {
	struct promise_type {
		int current = 0;
		Numbers get_return_object()
		{
			return { std::coroutine_handle<promise_type>::from_promise(*this) };
		}
		std::suspend_always initial_suspend()
		{
			return {};
		}
		std::suspend_always final_suspend() noexcept
		{
			return {};
		}
		std::suspend_always yield_value(int value)
		{
			current = value;
			return {};
		}
		void return_void()
		{
		}
		void unhandled_exception()
		{
		}
	};
	std::coroutine_handle<promise_type> handle;
};

static Numbers up_to(int last)
{
	for (int i = 1; i <= last; i++)
		co_yield i;
}

template <std::integral T> static T sum(std::span<const T> all)
{
	return std::accumulate(all.begin(), all.end(), T{});
}

int main()
{
	std::array<int, 5> five{ 5, 4, 3, 2, 1 };
	std::vector<int> odd;
	std::latch started(1);
	int total = 0;

	std::ranges::sort(five);
	std::ranges::copy(five | std::views::filter([](int n) { return n % 2 == 1; }),
			  std::back_inserter(odd));
	if (odd != std::vector<int>{ 1, 3, 5 } || sum<int>(five) != 15)
		return std::cout << "ranges\n", 1;
	Numbers numbers = up_to(4);
	for (numbers.handle.resume(); !numbers.handle.done(); numbers.handle.resume())
		total += numbers.handle.promise().current;
	numbers.handle.destroy();
	if (total != 10)
		return std::cout << "coroutines: " << total << '\n', 1;
	{
		std::jthread thread([&](std::stop_token stop) {
			started.count_down();
			while (!stop.stop_requested())
				std::this_thread::yield();
			total = 0;
		});
		started.wait();
	}
	if (total != 0)
		return std::cout << "jthread\n", 1;
#ifdef __cpp_lib_format
	if (std::format("{:>4}|{}", 42, "x") != "  42|x")
		return std::cout << "format\n", 1;
#endif
	return 0;
}
