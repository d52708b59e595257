// C++17: streams, containers, exceptions through frames of C, threads, thread_local destructors,
// files. SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>
#include <vector>

static std::atomic<int> destroyed{ 0 };

struct Counted {
	int value = 0;
	~Counted()
	{
		destroyed++;
	}
};

static thread_local Counted counted;

static int compare(const void *, const void *)
{
	throw std::runtime_error("through qsort");
}

int main()
{
	namespace fs = std::filesystem;
	std::map<std::string, std::variant<int, std::string>> values{ { "a", 1 },
								      { "b", std::string("two") } };
	std::vector<std::thread> threads;
	std::mutex mutex;
	std::condition_variable changed;
	std::once_flag once;
	int started = 0, made = 0, numbers[2] = { 2, 1 };
	bool caught = false;

	for (int i = 0; i < 8; i++)
		threads.emplace_back([&] {
			std::call_once(once, [&] { made++; });
			counted.value++;
			std::lock_guard<std::mutex> lock(mutex);
			started++;
			changed.notify_one();
		});
	{
		std::unique_lock<std::mutex> lock(mutex);
		if (!changed.wait_for(lock, std::chrono::seconds(60), [&] { return started == 8; }))
			return std::cout << "condition_variable\n", 1;
	}
	for (auto &thread : threads)
		thread.join();
	if (destroyed != 8 || made != 1)
		return std::cout << destroyed << " destroyed, " << made << " made\n", 1;
	try {
		std::qsort(numbers, 2, sizeof(int), compare);
	} catch (const std::exception &error) {
		caught = std::string(error.what()) == "through qsort";
	}
	if (!caught)
		return std::cout << "exceptions\n", 1;
	fs::create_directories("matrix.d/sub");
	std::ofstream("matrix.d/sub/file") << 42 << '\n';
	int read = 0;
	std::ifstream("matrix.d/sub/file") >> read;
	auto removed = fs::remove_all("matrix.d");
	std::ostringstream text;
	text << std::get<std::string>(values["b"]) << read;
	std::optional<std::string> maybe = text.str();
	if (removed != 3 || *maybe != "two42")
		return std::cout << removed << ' ' << *maybe << '\n', 1;
	return 0;
}
